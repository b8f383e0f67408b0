import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { doctor } from './doctor.ts';
import { getTensorFlow } from './get-tensorflow.ts';
import { moveFocus, showView } from './keys.ts';
import { openAsText } from './open-as-text.ts';
import { openSavedModel } from './open.ts';
import { pickPrediction } from './pick-prediction.ts';
import { record } from './record.ts';
import { reportIssue } from './report-issue.ts';
import { showMemory } from './show-memory.ts';
import { verify } from './verify.ts';

/** Every command of package.json and who does it. */
export function registerCommands(app: App): vscode.Disposable {
  const commands: Record<string, (...args: never[]) => unknown> = {
    'savedModel.open': (uri?: vscode.Uri) => openSavedModel(uri),
    'savedModel.verify': (uri?: vscode.Uri) => verify(app, uri),
    'savedModel.record': (uri?: vscode.Uri) => record(app, uri),
    'savedModel.pickPrediction': (uri?: vscode.Uri) => pickPrediction(app, uri),
    'savedModel.openAsText': (uri?: vscode.Uri) => {
      const target = uri ?? app.editors.active?.uri;
      return target && openAsText(target);
    },
    'savedModel.showView': (view?: unknown) => {
      showView(app, view);
    },
    'savedModel.focus': (target?: unknown) => {
      moveFocus(app, target);
    },
    'savedModel.showLog': () => {
      app.log.show(true);
    },
    'savedModel.showMemory': () => showMemory(app),
    'savedModel.reportIssue': () => reportIssue(app),
    'savedModel.restartServer': () => app.server.restart(),
    'savedModel.doctor': () => doctor(app),
    'savedModel.getTensorFlow': () => getTensorFlow(app),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run)),
  );
}
