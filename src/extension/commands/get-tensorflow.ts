import * as vscode from 'vscode';
import type { RuntimeReport } from '../../protocol/verify.ts';
import type { App } from '../app.ts';
import { RequestError } from '../request-error.ts';
import { requestDefaults } from '../settings.ts';
import { ProgressReporter } from '../shown-progress.ts';
import { assertMayRun } from '../trust.ts';
import { megabytes } from './memory-text.ts';

/** Fetches a TensorFlow and compiles its addon, once the person agrees, with progress and Cancel. */
export async function getTensorFlow(app: App): Promise<void> {
  try {
    assertMayRun('runtime/setup');
    const before = await app.server.request(
      'runtime/doctor',
      requestDefaults('runtime/doctor', app.python),
    );
    if (before.ready) {
      void vscode.window.showInformationMessage(
        `Models run with TensorFlow ${before.chosen?.tensorflow ?? ''} already. Doctor says where it is.`,
      );
      return;
    }
    if (!(await agreed(before))) return;
    const report = await setUp(app);
    if (report.ready) {
      void vscode.window.showInformationMessage(
        `TensorFlow ${report.chosen?.tensorflow ?? ''} is ready to run models.`,
      );
    } else {
      void vscode.window.showWarningMessage(report.advice);
    }
  } catch (thrown) {
    const error = RequestError.dataOf(thrown);
    if (error.code !== 'cancelled') void vscode.window.showErrorMessage(error.message);
  }
}

/** Whether the person agrees to a download, whose size and place are named. Without one there is nothing to ask. */
async function agreed({ download, chosen }: RuntimeReport): Promise<boolean> {
  if (chosen || download.bytes === 0) return true;
  const yes = 'Download';
  const answer = await vscode.window.showInformationMessage(
    `Download TensorFlow ${download.version}?`,
    {
      modal: true,
      detail: `${megabytes(download.bytes)} from PyPI, with the pip of your Python, into ${download.target}. Deleting that folder undoes it.`,
    },
    yes,
  );
  return answer === yes;
}

function setUp(app: App): Thenable<RuntimeReport> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Getting TensorFlow',
      cancellable: true,
    },
    (progress, token) => {
      const reporter = new ProgressReporter(progress);
      return app.server.request('runtime/setup', requestDefaults('runtime/setup', app.python), {
        token,
        report: (report) => {
          reporter.report(report);
        },
      });
    },
  );
}
