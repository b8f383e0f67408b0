import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFiles } from '../../support/files.ts';
import { countingArray } from '../../support/array-writer.ts';
import { floats, writeBundle } from '../../support/bundle-writer.ts';
import { hostileArtifacts, type Hostile } from './artifacts.ts';

/** A hostile artifact on the disk. */
export interface Written extends Hostile {
  readonly name: string;
  /** What to open. */
  readonly opened: string;
}

/** Where files lie that nothing may lead to. */
export const outsideOf = (folder: string): string => join(folder, 'outside');

/** Writes every hostile artifact into a folder of its own, and beside them what they would like to read. */
export async function writeHostile(folder: string): Promise<readonly Written[]> {
  const outside = outsideOf(folder);
  await mkdir(outside, { recursive: true });
  await writeFiles(outside, [
    ['words.txt', 'secret'],
    ['x.npy', countingArray([2])],
    ['x.h5', 'secret'],
    ...writeBundle('ckpt', [floats('t', [2])]),
  ]);
  const written: Written[] = [];
  for (const [name, hostile] of Object.entries(hostileArtifacts(outside))) {
    const place = join(folder, name);
    await writeFiles(place, await hostile.files());
    written.push({ ...hostile, name, opened: join(place, hostile.path) });
  }
  return written;
}

const [folder] = process.argv.slice(2);
if (process.argv[1]?.endsWith('write.ts') === true && folder !== undefined) {
  for (const { name, opened } of await writeHostile(folder)) console.log(`${opened}  (${name})`);
}
