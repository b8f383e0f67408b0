import type * as vscode from 'vscode';
import type { App } from '../app.ts';
import type { ArtifactEditor } from '../editor/artifact-editor.ts';
import { openSavedModel } from './open.ts';

/**
 * The editor that a command is about: of what was clicked in the Explorer, which is opened where it is not yet;
 * else the one in front; else of what is picked now.
 */
export async function targetEditor(
  app: App,
  uri: vscode.Uri | undefined,
): Promise<ArtifactEditor | undefined> {
  const active = app.editors.active;
  if (active && (uri === undefined || active.uri.toString() === uri.toString())) return active;
  const opened = await openSavedModel(uri);
  return opened && app.editors.showing(opened);
}
