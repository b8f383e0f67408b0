import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** This file's folder: `dist` once it is bundled, else `src/server`. */
const here = path.dirname(fileURLToPath(import.meta.url));

/** Folder with everything that the build makes. */
const dist = path.basename(here) === 'dist' ? here : path.resolve(here, '../../dist');

/** The program that executes models. */
export const runnerEntry = path.join(dist, 'runner.cjs');

/** What the addon is compiled from; in the package for a platform also the addon itself, in a folder of its key. */
export const addonFolder = path.join(dist, 'addon');
