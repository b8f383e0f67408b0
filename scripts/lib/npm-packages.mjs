// @ts-check
import { readFileSync } from 'node:fs';
import { inClone, root } from './places.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';

/** @typedef {{version?: string, optional?: boolean}} Locked a package in a lockfile of npm's, version 3 */

/** Installs what package-lock.json names, unless just that is installed already. */
export async function installPackages() {
  if (isInstalled()) return;
  await step('Installing npm packages', () => run('npm', ['ci'], { cwd: root }));
}

/** Whether node_modules is what package-lock.json says; optional packages of other platforms may be absent. */
function isInstalled() {
  const wanted = packagesOf(inClone('package-lock.json'));
  const present = packagesOf(inClone('node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return (
    Object.entries(wanted).every(([path, { optional }]) => !path || optional || present[path]) &&
    Object.entries(present).every(([path, { version }]) => wanted[path]?.version === version)
  );
}

/** @param {string} lockfile @returns {Record<string, Locked> | null} null where there is none that reads */
function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  } catch {
    return null;
  }
}
