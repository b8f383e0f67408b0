import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { RequestError } from '../request-error.ts';
import { requestDefaults } from '../settings.ts';

/** Says which TensorFlow would run models, where it was looked for, and what to do where there is none. */
export async function doctor(app: App): Promise<void> {
  try {
    const report = await app.server.request(
      'runtime/doctor',
      requestDefaults('runtime/doctor', app.python),
    );
    await app.reports.show('Doctor', [
      report.ready ? 'Models can be run.' : `Models cannot be run. ${report.advice}`,
      '',
      ...report.candidates.map(
        ({ where, path, found, chosen }) =>
          `${chosen ? '→' : ' '} ${where}: ${found}${path === null ? '' : ` (${path})`}`,
      ),
    ]);
  } catch (thrown) {
    void vscode.window.showErrorMessage(RequestError.dataOf(thrown).message);
  }
}
