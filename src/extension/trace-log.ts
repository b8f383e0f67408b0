import * as vscode from 'vscode';

const setting = 'savedModel.trace.server';

/**
 * The log as the language client takes one to trace into. Left to itself, the client traces what the log's own level
 * says and heeds the setting for the form alone: here the setting decides, and what it asks for is seen at the level
 * that the log has.
 */
export class TraceLog implements vscode.Disposable {
  readonly channel: vscode.LogOutputChannel;
  readonly #level = new vscode.EventEmitter<vscode.LogLevel>();
  readonly #subscription: vscode.Disposable;

  constructor(log: vscode.LogOutputChannel) {
    this.channel = Object.create(log, {
      logLevel: { get: levelOfSetting },
      onDidChangeLogLevel: { value: this.#level.event },
      trace: {
        value: (message: string, ...more: unknown[]) => {
          log.info(message, ...more);
        },
      },
    }) as vscode.LogOutputChannel;
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(setting)) this.#level.fire(levelOfSetting());
    });
  }

  dispose(): void {
    vscode.Disposable.from(this.#subscription, this.#level).dispose();
  }
}

function levelOfSetting(): vscode.LogLevel {
  const off = vscode.workspace.getConfiguration().get<string>(setting, 'off') === 'off';
  return off ? vscode.LogLevel.Info : vscode.LogLevel.Trace;
}
