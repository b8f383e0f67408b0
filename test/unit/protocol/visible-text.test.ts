import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleJson, visibleText } from '../../../src/protocol/visible-text.ts';
import { hostileNames } from '../../support/hostile/names.ts';

test('characters that act instead of being seen are escaped', () => {
  assert.equal(visibleText('a\u202eb\u0007\nc'), 'a\\u202eb\\x07\\nc');
  assert.equal(visibleText('\u200bzero\ufeff'), '\\u200bzero\\ufeff');
  assert.equal(visibleText('plain ü 漢 🙂'), 'plain ü 漢 🙂');
  assert.equal(visibleText('half \ud83d'), 'half \\ud83d');
});

test('what takes no room is escaped as well, to the last of its units', () => {
  assert.equal(visibleText('a\u200d\u00ad\u{e0041}b'), 'a\\u200d\\xad\\udb40\\udc41b');
});

for (const [what, name] of Object.entries(hostileNames)) {
  test(`${what}: what was made visible stays as it is, and JSON says the same`, () => {
    const shown = visibleText(name);
    assert.equal(visibleText(shown), shown);
    const json = visibleJson(JSON.stringify({ [name]: [name] }, null, 2));
    assert.equal(visibleText(json).replaceAll('\\n', '\n'), json.replaceAll('\\n', '\n'));
    assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ [name]: [name] })));
  });
}
