/**
 * The UI toolkit, and the only module that knows it. It is no longer maintained: the day it is replaced, this
 * folder changes and no view does.
 */
import {
  provideVSCodeDesignSystem,
  TextField,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeTextField(),
);

export { TextField };
