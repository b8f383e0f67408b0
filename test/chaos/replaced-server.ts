import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inClone } from '../../scripts/lib/places.mjs';
import type { Editor } from '../support/workbench.ts';

/**
 * Puts one of the programs of `test/chaos/servers` in the place of an installed extension's server, from its next
 * start on; null puts the real one back. They find the real one beside them as `real-server.js`.
 * @returns the folder that it lies in
 */
export function replaceServer({ data }: Editor, program: string | null): string {
  const extensions = path.join(data, 'extensions');
  const [installed] = readdirSync(extensions).filter((name) => name.includes('saved-model'));
  if (installed === undefined) throw new Error('The extension is not installed there.');
  const dist = path.join(extensions, installed, 'dist');
  const [server, real] = [path.join(dist, 'server.js'), path.join(dist, 'real-server.js')];
  if (!existsSync(real)) copyFileSync(server, real);
  copyFileSync(program === null ? real : inClone('test', 'chaos', 'servers', program), server);
  return dist;
}
