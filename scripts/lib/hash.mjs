// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './places.mjs';

/**
 * Files below a path in a fixed order; the path itself where it is a file, nothing where it does not exist.
 *
 * @param {string} path
 * @param {(name: string) => boolean} [skip] names of files and folders to leave out
 * @returns {string[]}
 */
export function filesBelow(path, skip = () => false) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .filter((name) => !skip(name))
    .flatMap((name) => filesBelow(join(path, name), skip));
}

/**
 * Twelve hexadecimal digits that change when a file's name or content does; the same in every clone.
 *
 * @param {readonly string[]} files
 * @param {readonly string[]} [words] whatever else matters
 */
export function hashOf(files, words = []) {
  const hash = createHash('sha256');
  for (const word of words) hash.update(`${word}\0`);
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, 12);
}
