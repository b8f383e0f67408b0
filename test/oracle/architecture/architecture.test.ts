import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryDirectory } from '../../support/files.ts';
import { python, withoutOracle } from '../support/runtime.ts';
import { compare } from './compare.ts';
import { generate } from './generate.ts';
import { precision, recall, Shares, type Measure } from './shares.ts';

// A small draw of what `npm run oracle -- --architecture` makes by the hundred: what Keras says of its layers is what
// we tell of them, by every way to save a model.

const count = 8;

/** What is inferred where no configuration was saved: precision and recall that are reached. */
const floors: Partial<Record<Measure, readonly [number, number]>> = {
  weights: [0.97, 0.97],
  parameters: [0.85, 0.9],
  names: [0.7, 0.75],
  classes: [0.95, 0.6],
  traced: [0.65, 0.6],
  weighty: [0.97, 0.9],
};

test('layers are what Keras says they are', { skip: withoutOracle }, async (t) => {
  const folder = await temporaryDirectory(t);
  const numbers = Array.from({ length: count }, (_, number) => number);
  const inferred = new Shares();
  let refused = 0;
  for await (const made of generate(python ?? '', folder, 4, numbers)) {
    for (const saved of made.saved) {
      if ('refused' in saved) {
        refused++;
        continue;
      }
      const { wrong, shares } = await compare(made, saved);
      const about = `${String(made.number)}, ${made.family}: ${made.kind}, ${saved.way}`;
      // Of a variable that the exported function does not read, the file does not say whose it is.
      if (saved.way !== 'exported') assert.deepEqual(wrong, [], about);
      if (!saved.config) inferred.include(shares);
    }
  }
  assert.equal(refused, 0);
  for (const [measure, [precise, complete]] of Object.entries(floors)) {
    const share = inferred.of(measure as Measure);
    assert.ok(precision(share) >= precise, `precision of ${measure}: ${String(precision(share))}`);
    assert.ok(recall(share) >= complete, `recall of ${measure}: ${String(recall(share))}`);
  }
});
