import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sizeOf, type Files, type Subject } from '../subject.ts';

/** Bytes of a subject: what is larger holds more of the same, and takes longer. */
const largest = 16 * 1024;

/** From here as from the bundled worker, which lies as deep in the clone. */
const samples = fileURLToPath(new URL('../../../samples/', import.meta.url));

/** Folders of artifacts that TensorFlow and Keras saved; none where TensorFlow is not there. */
const fixtures = process.env['SAVED_MODEL_FIXTURES'];

/** Folders of files that the scripts in test/oracle/support write, by the script's name; none without Python. */
const made = process.env['SAVED_MODEL_MADE'];

/** An artifact of several files. */
export interface Folder {
  readonly name: string;
  readonly files: Files;
}

/** Those that TensorFlow saved, the samples first. */
export function folders(): Folder[] {
  return [samples, ...(fixtures === undefined ? [] : [fixtures])].flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ name, files: filesBelow(join(parent, name)) })),
  );
}

/** Files that a script of the oracles' has written, each by itself. */
export function madeFiles(script: string, names: RegExp): Subject[] {
  return [...madeFolder(script)]
    .filter(([path]) => names.test(path))
    .map(([path, bytes]) => file(path, bytes));
}

/** All that a script of the oracles' has written. */
export function madeFolder(script: string): Files {
  return made === undefined ? new Map() : filesBelow(join(made, script));
}

export function file(path: string, bytes: Uint8Array, name = path): Subject {
  return { name, path, files: new Map([[path, bytes]]) };
}

export const text = (words: string): Uint8Array => new Uint8Array(Buffer.from(words));

/** Those that are small enough, the smallest first: most inputs are made from those. */
export function smallOnes(subjects: readonly Subject[], most = largest): Subject[] {
  return subjects
    .filter(({ files }) => files.size > 0 && sizeOf(files) <= most)
    .sort((a, b) => sizeOf(a.files) - sizeOf(b.files));
}

/** Prefixes of the checkpoints among files. */
export function prefixesIn(files: Files): string[] {
  return [...files.keys()]
    .filter((path) => path.endsWith('.index'))
    .map((path) => path.slice(0, -'.index'.length));
}

/** Of one checkpoint: `ckpt-1` has none of those of `ckpt-10`. */
export function filesOf(files: Files, prefix: string): Files {
  return new Map([...files].filter(([path]) => path.startsWith(`${prefix}.`)));
}

function filesBelow(folder: string): Files {
  const files = new Map<string, Uint8Array>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const whole = join(entry.parentPath, entry.name);
    if (entry.isFile()) {
      files.set(whole.slice(join(folder, '/').length), new Uint8Array(readFileSync(whole)));
    }
  }
  return files;
}
