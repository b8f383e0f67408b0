import * as vscode from 'vscode';

/** As much of the Python extension's interface as is used: https://github.com/microsoft/vscode-python, api.ts. */
interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/**
 * The Python whose TensorFlow is to run models: the setting, else what the Python extension has chosen, when it
 * is installed. Only VS Code knows either.
 */
export class PythonChoice implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[] = [];
  #environments: PythonExtension['environments'];

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions.push(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('savedModel.pythonPath')) this.#changed.fire();
      }),
    );
  }

  /** Absolute path of an interpreter or of an environment; undefined where nothing was chosen. */
  get path(): string | undefined {
    const setting = vscode.workspace.getConfiguration('savedModel').get<string>('pythonPath');
    if (setting) return setting;
    // "python" alone is the extension's way of saying that nothing was chosen.
    const chosen = this.#environments?.getActiveEnvironmentPath().path;
    return chosen === undefined || chosen === 'python' ? undefined : chosen;
  }

  /** Asks the Python extension, where there is one; `path` may change later. */
  async connect(): Promise<void> {
    const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
    if (!extension) return;
    this.#environments = (await extension.activate()).environments;
    const changes = this.#environments?.onDidChangeActiveEnvironmentPath(() => {
      this.#changed.fire();
    });
    if (changes) this.#subscriptions.push(changes);
    if (this.path !== undefined) this.#changed.fire();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions, this.#changed).dispose();
  }
}
