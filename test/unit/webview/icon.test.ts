import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { glyphs } from '../../../webview/elements/icon.ts';

it('names the characters that the codicon font has', () => {
  const path = fileURLToPath(import.meta.resolve('@vscode/codicons/dist/codicon.csv'));
  const known = new Map(
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => {
        const columns = line.split(',');
        return [columns[0], (columns.at(-1) ?? '').trim().toLowerCase()] as const;
      }),
  );
  const wrong = Object.entries(glyphs)
    .filter(([name, character]) => known.get(name) !== character.charCodeAt(0).toString(16))
    .map(([name]) => `${name} is ${known.get(name) ?? 'not there'}`);
  assert.deepEqual(wrong, []);
});
