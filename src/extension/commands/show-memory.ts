import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { RequestError } from '../request-error.ts';
import { memoryText } from './memory-text.ts';

/** Says how much memory we take, and for what. */
export async function showMemory(app: App): Promise<void> {
  try {
    const server = await app.server.request('server/memory', {});
    await app.reports.show('Memory', memoryText(process.memoryUsage().rss, server));
  } catch (thrown) {
    void vscode.window.showErrorMessage(RequestError.dataOf(thrown).message);
  }
}
