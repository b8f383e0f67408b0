import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { findOriginal } from '../../../src/verify/original.ts';
import {
  parseInputs,
  predictionPlaces,
  readPrediction,
} from '../../../src/verify/prediction-file.ts';
import { failsWith } from '../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../support/files.ts';
import { artifact } from './artifact.ts';

test('it is looked for inside the model first, then beside it, and written beside', async (t) => {
  const folder = await temporaryDirectory(t);
  const model = path.join(folder, 'recommender');
  await mkdir(model);
  const opened = artifact([], { path: model });
  const places = [
    'recommender/assets.extra/predictions.json',
    'recommender/predictions.json',
    'recommender.predictions.json',
  ].map((place) => path.join(folder, place));
  assert.deepEqual(predictionPlaces(opened), places);
  assert.equal(await findOriginal(opened), null);
  for (const place of [...places].reverse()) {
    await writeFiles('/', [[place, '{}']]);
    assert.equal(await findOriginal(opened), place);
  }
});

const tensor = '{"dtype": "float32", "shape": [1], "values": [1]}';

test('signature, recorder, inputs and outputs', async (t) => {
  const folder = await temporaryDirectory(t);
  const text = `{"signature": "f", "recorded": {"by": "live-model"}, "inputs": {"x": ${tensor}}, "outputs": {"y": ${tensor}}, "later": 1}`;
  await writeFiles(folder, [
    ['p.json', text],
    ['q.json', `{"inputs": {}, "outputs": {}}`],
  ]);
  const full = await readPrediction(path.join(folder, 'p.json'));
  assert.equal(full.signature, 'f');
  assert.equal(full.by, 'live-model');
  assert.deepEqual([...full.inputs.keys(), ...full.outputs.keys()], ['x', 'y']);
  const bare = await readPrediction(path.join(folder, 'q.json'));
  assert.equal(bare.signature, undefined);
  assert.equal(bare.by, null);
});

const refused: [text: string, message: RegExp][] = [
  ['', /p\.json is no JSON: line 1, column 1: the text ends here/],
  ['[]', /must hold an object with "inputs" and "outputs"/],
  ['{"inputs": {}}', /p\.json: outputs: must be an object that names each tensor/],
  ['{"signature": 1, "inputs": {}, "outputs": {}}', /p\.json: signature: must be a name/],
  [
    '{"inputs": {"x": {"dtype": "float32", "shape": [2], "values": [1, "a"]}}, "outputs": {}}',
    /p\.json: inputs\.x\.values\[1\]: "a" is no float32\./,
  ],
];

for (const [text, message] of refused) {
  test(`refused: ${text}`, async (t) => {
    const folder = await temporaryDirectory(t);
    await writeFiles(folder, [['p.json', text]]);
    await assert.rejects(
      readPrediction(path.join(folder, 'p.json')),
      failsWith('malformed', message),
    );
  });
}

test('one that is not there is not found', async () => {
  await assert.rejects(
    readPrediction('/nowhere/p.json'),
    failsWith('not-found', /\/nowhere\/p\.json/),
  );
});

test('inputs come by name, or as a whole prediction file', () => {
  assert.deepEqual([...parseInputs(`{"x": ${tensor}}`, 'f').keys()], ['x']);
  assert.deepEqual([...parseInputs(`{"inputs": {"x": ${tensor}}}`, 'f').keys()], ['x']);
  // A tensor may be called "inputs", too.
  assert.deepEqual([...parseInputs(`{"inputs": ${tensor}}`, 'f').keys()], ['inputs']);
});
