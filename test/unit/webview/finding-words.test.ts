import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../../../src/protocol/model.ts';
import { grouped, parted, risks } from '../../../webview/finding-words.ts';

function finding(over: Partial<Finding> = {}): Finding {
  return {
    severity: 'warning',
    code: 'x',
    message: 'It is so.',
    location: 'l',
    kind: 'file',
    ...over,
  };
}

describe('findings on the page', () => {
  test('stand under headings where they are more than a few, damage first', () => {
    const run = finding({ topic: 'run' });
    const load = finding({ topic: 'load', severity: 'info' });
    const damage = finding({ severity: 'error' });
    const note = finding({ severity: 'info' });
    assert.deepEqual(grouped([damage, run, load]), [{ title: '', findings: [damage, run, load] }]);
    assert.deepEqual(
      grouped([damage, run, load, note, run]).map(({ title, findings }) => [
        title,
        findings.length,
      ]),
      [
        ['Damage', 1],
        ['When it is run', 2],
        ['Where it will not load', 1],
        ['Also', 1],
      ],
    );
    assert.deepEqual(
      grouped([run, run, run, run]).map(({ title }) => title),
      ['When it is run'],
    );
  });

  test('say what is so first, then the rest', () => {
    assert.deepEqual(
      parted('Running it reads files: ReadFile in f. Node r in g (/x.txt). Trust.'),
      ['Running it reads files: ReadFile in f.', 'Node r in g (/x.txt). Trust.'],
    );
    assert.deepEqual(parted('variables.index is missing.'), ['variables.index is missing.', '']);
    assert.deepEqual(parted(''), ['', '']);
  });

  test('tell in one line what running does', () => {
    const brief = (text: string): Finding => finding({ topic: 'run', brief: text });
    assert.equal(risks([finding(), finding({ topic: 'run' })]), null);
    assert.equal(
      risks([brief('reads files: ReadFile in f'), brief('writes files: PrintV2 in g')]),
      'Running it reads files: ReadFile in f; writes files: PrintV2 in g.',
    );
    assert.equal(
      risks([brief('a'), brief('b'), brief('c'), brief('d')]),
      'Running it a; b; and 2 more.',
    );
  });
});
