import './elements/toolkit.ts';
import './main.css';
import './app.ts';
import { followTheme } from './theme.ts';

followTheme();
const app = document.createElement('saved-model-app');
app.role = 'main';
document.body.append(app);
