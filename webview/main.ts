import './elements/toolkit.ts';
import './main.css';
import './app.ts';
import { followTheme } from './theme.ts';

followTheme();
document.body.append(document.createElement('saved-model-app'));
