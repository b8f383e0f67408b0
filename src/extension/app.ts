import type * as vscode from 'vscode';
import type { Badges } from './badges/badges.ts';
import type { Server } from './client.ts';
import type { Editors } from './editor/editors.ts';
import type { PythonChoice } from './python.ts';
import type { Reports } from './reports.ts';

/** What commands and editors share, for the life of the extension. */
export interface App {
  readonly server: Server;
  readonly editors: Editors;
  readonly badges: Badges;
  readonly reports: Reports;
  readonly python: PythonChoice;
  readonly log: vscode.LogOutputChannel;
  /** Of this extension. */
  readonly version: string;
}

/** Id of the custom editor, as package.json has it. */
export const viewType = 'savedModel.editor';

/** The same editor for files that another one is the first choice for. */
export const optionalViewType = 'savedModel.option';
