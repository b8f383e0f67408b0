// @ts-check
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder unless it exists. It is filled beside its place and moved there when it is complete, so an
 * interrupted run leaves nothing that looks done, and of two runs at once one wins.
 *
 * @param {string} target
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} target
 */
export async function makeOnce(target, fill) {
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}.tmp`;
  await mkdir(dirname(target), { recursive: true });
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  try {
    await fill(draft);
    await rename(draft, target).catch((error) => {
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}
