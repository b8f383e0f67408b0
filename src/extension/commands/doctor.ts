import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { RequestError } from '../client.ts';
import { requestDefaults } from '../settings.ts';

/** Says in the log which TensorFlow would run models, where it was looked for, and what to do where there is none. */
export async function doctor(app: App): Promise<void> {
  try {
    const report = await app.server.request(
      'runtime/doctor',
      requestDefaults('runtime/doctor', app.python),
    );
    app.log.info(report.ready ? 'Models can be run.' : `Models cannot be run. ${report.advice}`);
    for (const { where, path, found, chosen } of report.candidates) {
      app.log.info(`${chosen ? '→' : ' '} ${where}: ${found}${path === null ? '' : ` (${path})`}`);
    }
    app.log.show(true);
  } catch (thrown) {
    void vscode.window.showErrorMessage(RequestError.dataOf(thrown).message);
  }
}
