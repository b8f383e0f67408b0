import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  installExtension,
  startEditorServer,
  writeSettings,
  type EditorServer,
} from '../../scripts/lib/editor-server.mjs';
import { inClone } from '../../scripts/lib/places.mjs';
import { quietSettings, Workbench } from '../../scripts/lib/workbench.mjs';

/** What the runner of the tests has got ready; `npm test -- workbench` sets these. */
function given(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run these tests with \`npm test -- workbench\`.`);
  return value;
}

/** A file or folder of the fixtures, which real TensorFlow has made. */
export function fixture(...parts: string[]): string {
  return path.join(given('SAVED_MODEL_FIXTURES'), ...parts);
}

/** A bundled sample. */
export function sample(...parts: string[]): string {
  return inClone('samples', ...parts);
}

export interface WorkbenchOptions {
  /** Puts what is to be opened into the workspace folder. */
  readonly fill: (folder: string) => void;
  /** Settings beside those of every test. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A real VS Code with the packed extension in it, on a workspace of its own. */
export class TestWorkbench {
  readonly folder: string;
  readonly workbench: Workbench;
  readonly #scratch: string;
  readonly #server: EditorServer;

  private constructor(scratch: string, folder: string, server: EditorServer, workbench: Workbench) {
    this.#scratch = scratch;
    this.folder = folder;
    this.#server = server;
    this.workbench = workbench;
  }

  /** Installs the package, starts the server and opens the workspace; answers when our commands are there. */
  static async start({ fill, settings = {} }: WorkbenchOptions): Promise<TestWorkbench> {
    const scratch = mkdtempSync(path.join(tmpdir(), 'saved-model-workbench-'));
    const folder = path.join(scratch, 'models');
    mkdirSync(folder);
    fill(folder);
    const folders = {
      server: given('SAVED_MODEL_VSCODE_SERVER'),
      data: path.join(scratch, 'vscode'),
    };
    writeSettings(folders, { ...quietSettings, ...settings });
    await installExtension(folders, given('SAVED_MODEL_VSIX'));
    const server = await startEditorServer(folders, { token: null });
    try {
      const executable = given('SAVED_MODEL_CHROMIUM');
      const workbench = await Workbench.open(server.address({ folder }), { executable });
      await workbench.waitForExtension();
      return new TestWorkbench(scratch, folder, server, workbench);
    } catch (error) {
      await server.stop();
      rmSync(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  /** Keeps what is on the screen for a person who looks why a test failed. */
  async picture(name: string): Promise<void> {
    const folder = inClone('.test-output', 'workbench');
    mkdirSync(folder, { recursive: true });
    await this.workbench.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.workbench.close();
    await this.#server.stop();
    rmSync(this.#scratch, { recursive: true, force: true });
  }
}
