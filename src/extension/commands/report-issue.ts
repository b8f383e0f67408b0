import os from 'node:os';
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { requestDefaults } from '../settings.ts';
import { issueText } from './issue-text.ts';

/** Opens a report to be finished, so that whoever sends it sees every word of it. */
export async function reportIssue(app: App): Promise<void> {
  const remote = vscode.env.remoteName;
  const content = issueText({
    extension: app.version,
    editor: vscode.version,
    place: [vscode.env.appHost, ...(remote === undefined ? [] : [remote])].join(', '),
    system: `${os.platform()} ${os.arch()}`,
    tensorflow: await tensorflowVersion(app),
    artifact: app.editors.active?.facts ?? null,
  });
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document);
}

/** Null also where the server cannot say: then that is what is to be reported. */
async function tensorflowVersion({ server, python }: App): Promise<string | null> {
  try {
    const report = await server.request(
      'runtime/doctor',
      requestDefaults('runtime/doctor', python),
    );
    return report.chosen?.tensorflow ?? null;
  } catch {
    return null;
  }
}
