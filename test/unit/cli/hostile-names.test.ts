import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleText } from '../../../src/protocol/visible-text.ts';
import { temporaryDirectory } from '../../support/files.ts';
import { writeHostileModel } from '../../support/hostile/model.ts';
import { savedModel } from './support.ts';

test('whatever a model calls things, the terminal gets text and lines of a length', async (t) => {
  const model = await temporaryDirectory(t);
  writeHostileModel(model);
  const commands = [
    ['inspect', '--all', model],
    ['inspect', '--json', model],
    ['scan', model],
    ['scan', '--json', model],
    ['stats', '--tensor', 'plain *', model],
    ['verify', model],
    ['verify', '--signature', '\u001b[31m', '--format', 'junit', model],
  ];
  await Promise.all(
    commands.map(async (words) => {
      const { stdout, stderr } = await savedModel(...words);
      const said = words.slice(0, -1).join(' ');
      assert.ok(stdout.length > 0 || stderr.length > 0, said);
      for (const line of [...stdout.split('\n'), ...stderr.split('\n')]) {
        assert.equal(visibleText(line), line, said);
        if (words.includes('--json')) continue;
        assert.ok(
          line.length < 6000,
          `${said}: ${String(line.length)} characters in ${line.slice(0, 80)}`,
        );
      }
    }),
  );
});
