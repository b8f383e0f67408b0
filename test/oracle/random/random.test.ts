import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryDirectory } from '../../support/files.ts';
import { python, withoutOracle } from '../support/runtime.ts';
import { disagreements } from './disagreements.ts';
import { generate } from './generate.ts';

// A small draw of what `npm run oracle` makes by the hundred: whatever a random model is and however it was saved,
// names, dtypes, shapes, bytes, roles, layers and findings are what TensorFlow, Keras, h5py and NumPy say.

const count = 24;

test('random models are what was saved', { skip: withoutOracle }, async (t) => {
  const folder = await temporaryDirectory(t);
  const numbers = Array.from({ length: count }, (_, number) => number);
  let refused = 0;
  for await (const made of generate(python ?? '', folder, 7, numbers)) {
    if ('refused' in made) {
      refused++;
      continue;
    }
    const found = await disagreements(made);
    assert.deepEqual(found, [], `${String(made.number)}, ${made.family}: ${made.way}`);
  }
  assert.ok(refused <= count / 8, `the libraries refused ${String(refused)} of ${String(count)}`);
});
