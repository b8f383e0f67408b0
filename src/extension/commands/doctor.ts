import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { RequestError } from '../request-error.ts';
import { requestDefaults } from '../settings.ts';
import { doctorText } from './doctor-text.ts';

/** Says which TensorFlow would run models, where it was looked for, and offers what to do where there is none. */
export async function doctor(app: App): Promise<void> {
  try {
    const report = await app.server.request(
      'runtime/doctor',
      requestDefaults('runtime/doctor', app.python),
    );
    await app.reports.show('Doctor', doctorText(report));
    if (!report.ready) void offer();
  } catch (thrown) {
    void vscode.window.showErrorMessage(RequestError.dataOf(thrown).message);
  }
}

/** Waits for the person, who may never answer. */
async function offer(): Promise<void> {
  const get = 'Get TensorFlow';
  const choose = 'Choose a Python';
  const answer = await vscode.window.showWarningMessage('Models cannot be run yet.', get, choose);
  if (answer === get) await vscode.commands.executeCommand('savedModel.getTensorFlow');
  if (answer === choose) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'savedModel.pythonPath');
  }
}
