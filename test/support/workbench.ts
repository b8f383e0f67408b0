import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { freshEditor } from '../../scripts/lib/fresh-editor.mjs';
import { inClone } from '../../scripts/lib/places.mjs';
import type { Workbench } from '../../scripts/lib/workbench.mjs';

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

/** What Python says, as JSON on its standard output; `tf` is TensorFlow. */
export function askTensorFlow(script: string, ...args: string[]): unknown {
  const program = `import json, sys\nimport tensorflow as tf\n${script}`;
  const answer = execFileSync(given('SAVED_MODEL_ORACLE_PYTHON'), ['-c', program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(answer);
}

export interface EditorOptions {
  /** Puts what is to be opened into the workspace folder. */
  readonly fill: (folder: string) => void;
  /** Settings beside those of every test. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Keys of the user's own, as keybindings.json has them. */
  readonly keybindings?: readonly { readonly key: string; readonly command: string }[];
  /** The package, where it is not the universal one. */
  readonly vsix?: string;
  /** Of VS Code's processes, beside our own. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What a test works with: a real VS Code, and the folder that is open in it. */
export interface Editor {
  readonly workbench: Workbench;
  readonly folder: string;
  /** Where the editor's own settings and extensions lie. */
  readonly data: string;
}

export interface StartedEditor extends Editor {
  /** Ends it and leaves nothing behind. */
  readonly close: () => Promise<void>;
}

/** Variables of a VS Code that finds programs in one folder alone: else it takes the PATH of the person's shell. */
export function onlyPath(folder: string): NodeJS.ProcessEnv {
  return { PATH: folder, VSCODE_CLI: '1' };
}

/** Starts a VS Code with the packed extension in it. */
export async function startEditor({
  fill,
  settings = {},
  keybindings = [],
  vsix,
  env = {},
}: EditorOptions): Promise<StartedEditor> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'saved-model-workbench-'));
  const folder = path.join(scratch, 'models');
  mkdirSync(folder);
  fill(folder);
  const { workbench, data, close } = await freshEditor({
    server: given('SAVED_MODEL_VSCODE_SERVER'),
    vsix: vsix ?? given('SAVED_MODEL_VSIX'),
    executable: given('SAVED_MODEL_CHROMIUM'),
    folder,
    settings,
    keybindings,
    env,
  });
  return {
    workbench,
    folder,
    data,
    close: async () => {
      await close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Milliseconds for one test: far more than any needs, so that only a hang reaches it. */
const limit = 120_000;

/**
 * Tests that share one VS Code with the packed extension in it. A failing test leaves a picture of the screen
 * in .test-output/, and at the end the page must have complained of nothing.
 */
export function workbenchSuite(
  name: string,
  options: EditorOptions,
  define: (it: (name: string, work: (editor: Editor) => Promise<void>) => void) => void,
): void {
  suite(name, () => {
    let started: StartedEditor | undefined;
    const editor = (): StartedEditor => {
      assert.ok(started, 'VS Code did not start');
      return started;
    };
    before(
      async () => {
        started = await startEditor(options);
      },
      { timeout: limit },
    );
    after(async () => {
      await started?.close();
    });
    define((title, work) => {
      test(title, { timeout: limit }, async () => {
        try {
          await work(editor());
        } catch (error) {
          await picture(editor().workbench, `${name} – ${title}`);
          throw error;
        }
      });
    });
    test('the page broke no rule of its content policy and logged no error', () => {
      assert.deepEqual(editor().workbench.complaints(), []);
    });
  });
}

async function picture(workbench: Workbench, name: string): Promise<void> {
  const folder = inClone('.test-output', 'workbench');
  mkdirSync(folder, { recursive: true });
  await workbench.page.screenshot({ path: path.join(folder, `${name.replaceAll('/', '_')}.png`) });
}
