import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { RequestError } from '../request-error.ts';
import { requestDefaults } from '../settings.ts';
import { assertMayRun } from '../trust.ts';

/** Fetches a TensorFlow and compiles its addon, with progress and Cancel. */
export async function getTensorFlow(app: App): Promise<void> {
  try {
    assertMayRun('runtime/setup');
    const report = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: 'Getting TensorFlow',
        cancellable: true,
      },
      (progress, token) => {
        let shown = 0;
        return app.server.request('runtime/setup', requestDefaults('runtime/setup', app.python), {
          token,
          report: ({ done, total, message }) => {
            const percent = total > 0 ? Math.floor((done / total) * 100) : shown;
            progress.report({ message, increment: Math.max(0, percent - shown) });
            shown = Math.max(shown, percent);
          },
        });
      },
    );
    if (report.ready) {
      app.log.info(`TensorFlow ${report.chosen?.tensorflow ?? ''} is ready to run models.`);
    } else {
      void vscode.window.showWarningMessage(report.advice);
    }
  } catch (thrown) {
    const error = RequestError.dataOf(thrown);
    if (error.code !== 'cancelled') void vscode.window.showErrorMessage(error.message);
  }
}
