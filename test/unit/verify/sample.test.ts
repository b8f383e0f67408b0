import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeTensor } from '../../../src/verify/decode.ts';
import { makeSample } from '../../../src/verify/sample.ts';
import { select } from '../../../src/verify/select.ts';
import { artifact, signature } from './artifact.ts';

type Model = ReturnType<typeof artifact>;

async function sampleOf(model: Model): Promise<Record<string, unknown>> {
  const sample = await makeSample(model, select(model, {}));
  return Object.fromEntries([...sample].map(([name, tensor]) => [name, decodeTensor(tensor)]));
}

const table = { role: 'weight', name: 'embedding/embeddings', objectPath: null } as const;

test('ids are rows of every embedding; the batch is two, other open sizes one', async () => {
  const model = artifact(
    [
      {
        signatures: {
          f: signature({ id: { dtype: 'int64', shape: [null, null, 3], tensor: 'a:0' } }),
        },
      },
    ],
    {
      tensors: [
        { ...table, shape: [4, 32] },
        { ...table, shape: [1000, 32] },
      ],
    },
  );
  const { id } = (await sampleOf(model)) as { id: { shape: number[]; values: number[][][] } };
  assert.deepEqual(id.shape, [2, 1, 3]);
  for (const each of id.values.flat(2)) assert.ok(each >= 0 && each < 4, String(each));
});

test('strings are words of the vocabulary that is named like the input', async () => {
  const text = { dtype: 'string', shape: [null], tensor: 't:0' };
  const model = artifact([{ signatures: { f: signature({ movie_title: text, user: text }) } }], {
    assets: { 'assets/user_vocabulary.txt': 'ann\nbob\n', 'assets/movie_title.txt': 'Alien\nHeat' },
  });
  const sample = await sampleOf(model);
  assert.deepEqual(sample, {
    movie_title: { dtype: 'string', shape: [2], values: ['Alien', 'Heat'] },
    user: { dtype: 'string', shape: [2], values: ['ann', 'bob'] },
  });
});

test('an image whose size is open is large enough for a few convolutions', async () => {
  const image = { dtype: 'float32', shape: [null, null, null, 3], tensor: 'i:0' };
  const model = artifact([{ signatures: { f: signature({ image }) } }]);
  const sample = (await sampleOf(model)) as { image: { shape: number[] } };
  assert.deepEqual(sample.image.shape, [2, 32, 32, 3]);
});

test('strings are what an op of the graph reads out of them', async () => {
  const text = { dtype: 'string', shape: [null], tensor: 't:0' };
  const valuesFor = async (...ops: string[]): Promise<unknown> => {
    const model = artifact([{ ops, signatures: { f: signature({ text }) } }], {
      assets: { 'assets/text.txt': 'word\n' },
    });
    const sample = await sampleOf(model);
    return (sample as { text: { values: unknown } }).text.values;
  };
  assert.deepEqual(await valuesFor('LookupTableFindV2'), ['word', 'word']);
  assert.deepEqual(await valuesFor('StringToNumber'), ['1', '2']);
  // An Example may hold the numbers as text: what is fed must be an Example all the same.
  assert.deepEqual(await valuesFor('StringToNumber', 'ParseExampleV2'), ['', '']);
  const [image] = (await valuesFor('DecodeJpeg')) as { base64: string }[];
  assert.ok(image);
  assert.equal(Buffer.from(image.base64, 'base64').toString('latin1', 1, 4), 'PNG');
});

test('every dtype that can be fed has a sample, the same in every run', async () => {
  const names = [
    'float64',
    'float16',
    'bfloat16',
    'uint8',
    'int8',
    'uint64',
    'bool',
    'complex64',
    'string',
    'int4',
  ];
  const inputs = Object.fromEntries(
    names.map((dtype) => [dtype, { dtype, shape: [null, 2], tensor: `${dtype}:0` }]),
  );
  const model = artifact([{ signatures: { f: signature(inputs) } }]);
  const first = await sampleOf(model);
  assert.deepEqual(Object.keys(first), names);
  assert.deepEqual(await sampleOf(model), first);
});

test('an unknown rank is a list of two, a scalar is a scalar', async () => {
  const model = artifact([
    {
      signatures: {
        f: signature({
          any: { dtype: 'float32', shape: null, tensor: 'a:0' },
          one: { dtype: 'float32', shape: [], tensor: 'b:0' },
        }),
      },
    },
  ]);
  const { any, one } = (await sampleOf(model)) as Record<string, { shape: number[] }>;
  assert.deepEqual(any?.shape, [2]);
  assert.deepEqual(one?.shape, []);
});

test('the components of a sparse input agree with each other', async () => {
  const components = { values: 'v:0', indices: 'i:0', dense_shape: 's:0' };
  const sparse = { dtype: 'float32', shape: [null, null], tensor: null, components };
  const model = artifact([{ signatures: { f: signature({ x: sparse }) } }]);
  const sample = (await sampleOf(model)) as Record<string, { shape: number[]; values: unknown }>;
  assert.deepEqual(sample['x/dense_shape']?.values, [2, 1]);
  assert.deepEqual(sample['x/indices']?.values, [
    [0, 0],
    [1, 0],
  ]);
  assert.deepEqual(sample['x/values']?.shape, [2]);
});
