import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A bundled sample. */
export function sample(...parts: string[]): string {
  return path.join(root, 'samples', ...parts);
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line from its sources, as a process of its own, without a terminal. */
export function savedModel(...words: string[]): Promise<Ended> {
  const entry = path.join(root, 'src/cli/main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** The one JSON document on standard output. @throws SyntaxError where there is anything else */
export async function document(...words: string[]): Promise<{ ended: Ended; json: Fields }> {
  const ended = await savedModel(...words);
  return { ended, json: JSON.parse(ended.stdout) as Fields };
}

export type Fields = Record<string, unknown>;
