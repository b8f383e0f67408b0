import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as format from '../../../webview/format.ts';

describe('value', () => {
  const cases: readonly [number | string | null, string][] = [
    [-0.1674, '-0.1674'],
    [0.25, '0.2500'],
    [0, '0'],
    [-0, '0'],
    [3.42e-7, '3.4e-7'],
    [-9.99e-4, '-1.0e-3'],
    [1e-3, '0.0010'],
    [1234.5, '1234.5000'],
    [-123456.5, '-1.235e+5'],
    [1.5e9, '1.500e+9'],
    ['NaN', 'NaN'],
    ['-Infinity', '-Infinity'],
    ['9223372036854775807', '9223372036854775807'],
    [null, '–'],
  ];
  for (const [figure, text] of cases)
    it(`writes ${String(figure)} as ${text}`, () => assert.equal(format.value(figure), text));
  it('leaves whole numbers of whole dtypes whole', () => {
    assert.equal(format.value(12_345_678, true), '12345678');
    assert.equal(format.value(0.5, true), '0.5000');
  });
});

describe('when', () => {
  const now = new Date(2026, 10, 18, 12, 0, 0).getTime();
  it('is just now for a minute', () => assert.equal(format.when(now - 59_000, now), 'just now'));
  it('counts minutes for an hour', () => {
    assert.equal(format.when(now - 60_000, now), '1 minute ago');
    assert.equal(format.when(now - 59 * 60_000, now), '59 minutes ago');
  });
  it('then names day and clock', () =>
    assert.equal(format.when(now - 139 * 60_000, now), '18 Nov 2026 09:41'));
  it('does not call the future just now', () =>
    assert.equal(format.when(now + 60_000, now), '18 Nov 2026 12:01'));
});

describe('names out of files', () => {
  it('shows what would hide', () => {
    assert.equal(format.visible('a\u202eb\nc\u0000'), 'a\\u202eb\\nc\\x00');
    assert.equal(format.visible('\ufeffx\u200by'), '\\ufeffx\\u200by');
  });
  it('leaves writing alone', () => {
    assert.equal(format.visible('Ελληνικά 日本語 😀 עברית'), 'Ελληνικά 日本語 😀 עברית');
  });
  it('shows half of a surrogate pair', () => assert.equal(format.visible('\ud83d'), '\\ud83d'));
  it('cuts the middle and keeps the length', () => {
    const cut = format.middle('encoder/layer_with_a_long_name/attention/kernel', 20);
    assert.equal(Array.from(cut).length, 20);
    assert.ok(cut.startsWith('encoder') && cut.endsWith('kernel'));
    assert.equal(format.middle('short', 20), 'short');
  });
});
