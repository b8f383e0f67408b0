import assert from 'node:assert/strict';
import { cp, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { writeGraph } from '../../support/graph-writer.ts';
import { document, sample, savedModel, type Fields } from './support.ts';

/**
 * The JSON that programs rely on, field by field: fields may be added, never renamed, and never of another kind.
 * A shape is written as the example of it: a string for a kind, an array of one for a list, null for what may be
 * absent.
 */
type Kind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'figure' // a number, or a string for what is no JSON number
  | 'any'
  | { readonly nullable: Kind }
  | { readonly optional: Kind }
  | { readonly each: Kind } // an object by names
  | { readonly oneOf: readonly string[] }
  | readonly [Kind]
  | { readonly fields: Readonly<Record<string, Kind>> };

function check(value: unknown, kind: Kind, at: string): void {
  if (typeof kind === 'string') {
    if (kind === 'any') assert.notEqual(value, undefined, at);
    else if (kind === 'figure') assert.match(typeof value, /^(number|string)$/, at);
    else assert.equal(typeof value, kind, at);
  } else if (isList(kind)) {
    assert.ok(Array.isArray(value), `${at} is a list`);
    for (const [index, each] of value.entries()) check(each, kind[0], `${at}[${index}]`);
  } else if ('nullable' in kind) {
    assert.notEqual(value, undefined, `${at} is there, if only as null`);
    if (value !== null) check(value, kind.nullable, at);
  } else if ('optional' in kind) {
    if (value !== undefined) check(value, kind.optional, at);
  } else if ('oneOf' in kind) {
    assert.ok(kind.oneOf.includes(value as string), `${at}: ${String(value)}`);
  } else {
    assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), at);
    const entries = 'each' in kind ? Object.keys(value) : Object.keys(kind.fields);
    for (const name of entries) {
      const inner = 'each' in kind ? kind.each : kind.fields[name];
      if (inner) check((value as Fields)[name], inner, `${at}.${name}`);
    }
  }
}

function isList(kind: Kind): kind is readonly [Kind] {
  return Array.isArray(kind);
}

const shape: Kind = { nullable: [{ nullable: 'number' }] };
const findings: Kind = [
  {
    fields: {
      severity: { oneOf: ['error', 'warning', 'info'] },
      code: 'string',
      message: 'string',
      location: 'string',
      kind: { oneOf: ['tensor', 'file', 'layer', 'signature', 'artifact'] },
      topic: { optional: { oneOf: ['run', 'load'] } },
      brief: { optional: 'string' },
      count: { optional: 'number' },
    },
  },
];
const signatureTensor: Kind = {
  fields: { dtype: 'string', shape, tensor: { nullable: 'string' } },
};
/** What an argument must be, in as many kinds as TensorFlow has: each says which it is. */
const argument: Kind = { fields: { kind: 'string' } };
const inspection: Kind = {
  fields: {
    format: { oneOf: ['saved-model', 'tf-checkpoint', 'checkpoint-directory'] },
    parts: [
      {
        fields: {
          path: 'string',
          format: 'string',
          bytes: 'number',
          modified: { nullable: 'number' },
          readable: 'boolean',
          step: { optional: 'number' },
        },
      },
    ],
    metaGraphs: {
      nullable: [
        {
          fields: {
            tags: ['string'],
            tensorflowVersion: { nullable: 'string' },
            nodeCount: 'number',
            functionCount: 'number',
            ops: ['string'],
            ownSignatures: {
              each: {
                fields: {
                  methodName: 'string',
                  inputs: { each: signatureTensor },
                  outputs: { each: signatureTensor },
                },
              },
            },
            signatures: {
              each: {
                fields: {
                  methodName: 'string',
                  inputs: { each: signatureTensor },
                  outputs: { each: signatureTensor },
                },
              },
            },
            functions: {
              nullable: [
                {
                  fields: {
                    name: 'string',
                    options: [
                      {
                        fields: {
                          positional: [argument],
                          named: [{ fields: { key: 'string', value: argument } }],
                        },
                      },
                    ],
                  },
                },
              ],
            },
          },
        },
      ],
    },
    layers: [
      {
        fields: {
          path: 'string',
          name: 'string',
          class: { nullable: 'string' },
          classSource: { nullable: { oneOf: ['config', 'inferred'] } },
          parameters: 'number',
          trainable: { nullable: 'boolean' },
          custom: { nullable: 'boolean' },
          config: { nullable: 'any' },
        },
      },
    ],
    parameterCount: { nullable: 'number' },
    tensors: [
      {
        fields: {
          name: 'string',
          dtype: 'string',
          shape: ['number'],
          bytes: 'number',
          role: { oneOf: ['weight', 'optimizer', 'state', 'bookkeeping'] },
        },
      },
    ],
    checkpoints: { nullable: { fields: { latest: { nullable: 'string' }, all: ['string'] } } },
    metadata: [{ fields: { source: 'string', value: 'any' } }],
    assets: [{ fields: { path: 'string', bytes: 'number' } }],
    findings,
  },
};

const statistics: Kind = {
  fields: {
    tensors: [
      {
        fields: {
          name: 'string',
          dtype: 'string',
          shape: ['number'],
          count: 'number',
          min: { nullable: 'figure' },
          max: { nullable: 'figure' },
          mean: { nullable: 'figure' },
          std: { nullable: 'figure' },
          norm: { nullable: 'figure' },
          zeros: { nullable: 'number' },
          denormals: { nullable: 'number' },
          nan: { nullable: 'number' },
          inf: { nullable: 'number' },
          constant: { nullable: 'boolean' },
          histogram: { nullable: { fields: { edges: ['number'], counts: ['number'] } } },
          exponents: {
            nullable: {
              fields: { from: 'number', counts: ['number'], smaller: 'number', larger: 'number' },
            },
          },
          quantiles: {
            nullable: [{ fields: { q: 'number', value: 'number', error: 'number' } }],
          },
          checksum: { oneOf: ['ok', 'mismatch', 'none'] },
        },
      },
    ],
  },
};

const embeddings: Kind = {
  fields: {
    embeddings: [
      {
        fields: {
          name: 'string',
          title: 'string',
          dtype: 'string',
          reason: { oneOf: ['layer', 'gather', 'name', 'dataset', 'shape'] },
          rows: 'number',
          dimensions: 'number',
          labels: { nullable: 'string' },
          unlabelledRows: { nullable: 'number' },
          rowNorm: {
            nullable: { fields: { min: 'number', max: 'number', mean: 'number', std: 'number' } },
          },
          zeroRows: 'number',
          nonFiniteRows: 'number',
          duplicateRows: 'number',
          duplicateGroups: 'number',
          nearDuplicates: {
            nullable: { fields: { rows: 'number', over: 'number', compared: 'number' } },
          },
          untrainedRows: { nullable: 'number' },
          meanCosine: { nullable: 'number' },
          explainedVariance: { nullable: ['number'] },
        },
      },
    ],
    neighbors: {
      nullable: [
        {
          fields: {
            row: 'number',
            label: { nullable: 'string' },
            cosine: { nullable: 'number' },
            dot: { optional: 'number' },
            euclid: { optional: 'number' },
          },
        },
      ],
    },
  },
};

const verification: Kind = {
  fields: {
    verdict: { oneOf: ['match', 'different', 'non-deterministic', 'cannot-run', 'no-baseline'] },
    reason: 'string',
    original: { nullable: { fields: { kind: 'string', source: 'string' } } },
    runtime: { nullable: { fields: { name: 'string', tensorflow: 'string' } } },
    signature: { nullable: 'string' },
    outputs: [
      {
        fields: {
          name: 'string',
          dtype: 'string',
          shape: ['number'],
          bitIdentical: 'boolean',
          count: 'number',
          mismatched: 'number',
          maxAbs: { nullable: 'figure' },
          maxRel: { nullable: 'figure' },
          worstIndex: { nullable: ['number'] },
          minimumPassing: {
            fields: { rtol: { nullable: 'number' }, atol: { nullable: 'number' } },
          },
        },
      },
    ],
  },
};

const scratch = await mkdtemp(path.join(tmpdir(), 'cli-'));
after(() => rm(scratch, { recursive: true }));

test('inspect of a SavedModel', async () => {
  const { ended, json } = await document('inspect', sample('recommender'), '--json');
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  check(json, inspection, '$');
  assert.equal(json['format'], 'saved-model');
  assert.equal(json['parameterCount'], 48_130);
  assert.equal(json['checkpoints'], null);
  const [metaGraph] = json['metaGraphs'] as [{ signatures: Fields }];
  assert.deepEqual((metaGraph.signatures['serving_default'] as Fields)['inputs'], {
    item_id: { dtype: 'int64', shape: [null], tensor: 'serving_default_item_id:0' },
    user_id: { dtype: 'int64', shape: [null], tensor: 'serving_default_user_id:0' },
  });
});

test('inspect of a checkpoint directory, of one checkpoint by its prefix and by its index', async () => {
  const { ended, json } = await document('inspect', '--json', sample('training-run'));
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  check(json, inspection, '$');
  assert.equal(json['format'], 'checkpoint-directory');
  assert.equal(json['metaGraphs'], null);
  assert.deepEqual(json['checkpoints'], { latest: 'ckpt-5', all: ['ckpt-3', 'ckpt-4', 'ckpt-5'] });
  const byPrefix = await document('inspect', '--json', sample('training-run', 'ckpt-4'));
  const byIndex = await document('inspect', '--json', sample('training-run', 'ckpt-4.index'));
  check(byPrefix.json, inspection, '$');
  assert.equal(byPrefix.json['format'], 'tf-checkpoint');
  assert.deepEqual(byIndex.json, byPrefix.json);
});

test('scan has the findings alone, and exits with 1 only for damage', async () => {
  const scanned: Kind = { fields: { path: 'string', format: 'string', findings } };
  const sound = await document('scan', sample('recommender'), '--json');
  assert.deepEqual([sound.ended.code, sound.ended.stderr], [0, '']);
  check(sound.json, scanned, '$');
  assert.deepEqual(Object.keys(sound.json), ['path', 'format', 'findings']);
  assert.deepEqual(sound.json['findings'], []);

  const reads = path.join(scratch, 'reads.pb');
  await writeFile(reads, writeGraph([{ name: 'y', op: 'ReadFile', input: ['x'] }]));
  const risky = await document('scan', reads, '--json');
  check(risky.json, scanned, '$');
  const [finding] = risky.json['findings'] as Fields[];
  assert.deepEqual(
    [risky.ended.code, finding?.['code'], finding?.['topic'], finding?.['brief']],
    [0, 'file-access', 'run', 'reads files: ReadFile'],
  );

  const folder = path.join(scratch, 'incomplete');
  await cp(sample('recommender'), folder, { recursive: true });
  await rm(path.join(folder, 'variables'), { recursive: true });
  const damaged = await document('scan', folder, '--json');
  check(damaged.json, scanned, '$');
  assert.equal(damaged.ended.code, 1);
});

test('summary is the text that it prints', async () => {
  const { ended, json } = await document('summary', sample('recommender'), '--json');
  assert.deepEqual([ended.code, ended.stderr, Object.keys(json)], [0, '', ['text']]);
  check(json, { fields: { text: 'string' } }, '$');
  assert.match(json['text'] as string, /^Model: ".*"\n┏━/);
  const printed = await savedModel('summary', sample('recommender'));
  assert.equal(printed.stdout, json['text']);
});

test('stats of chosen tensors', async () => {
  const { ended, json } = await document(
    ...['stats', sample('training-run'), '--json', '--checksums'],
    ...['--tensor', '*embeddings/.ATTRIBUTES*', '--tensor', 'save_counter*'],
  );
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  check(json, statistics, '$');
  const tensors = json['tensors'] as { name: string; checksum: string; count: number }[];
  assert.ok(tensors.some(({ name, count }) => name.startsWith('save_counter') && count === 1));
  assert.ok(tensors.some(({ count }) => count === 32_000));
  assert.ok(tensors.every(({ checksum }) => checksum === 'ok'));
});

test('stats of a damaged tensor names it, keeps the others, and exits with 1', async () => {
  const folder = path.join(scratch, 'damaged');
  await cp(sample('training-run'), folder, { recursive: true });
  const data = await open(path.join(folder, 'ckpt-5.data-00000-of-00001'), 'r+');
  const { size } = await data.stat();
  const middle = Math.floor(size / 2);
  const { buffer } = await data.read(Buffer.alloc(1), 0, 1, middle);
  await data.write(Buffer.of((buffer[0] ?? 0) ^ 0x10), 0, 1, middle);
  await data.close();
  const { ended, json } = await document('stats', folder, '--json');
  assert.equal(ended.code, 1);
  check(json, statistics, '$');
  const checksums = (json['tensors'] as { checksum: string }[]).map(({ checksum }) => checksum);
  assert.equal(checksums.filter((checksum) => checksum === 'mismatch').length, 1);
  assert.ok(checksums.filter((checksum) => checksum === 'ok').length > 15);
});

test('embeddings of the sample, and what is near a row', async () => {
  const { ended, json } = await document('embeddings', sample('recommender'), '--json');
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  check(json, embeddings, '$');
  assert.equal(json['neighbors'], null);
  const tables = json['embeddings'] as Fields[];
  assert.deepEqual(
    tables.map(({ title, rows, dimensions, labels, zeroRows }) => [
      title,
      rows,
      dimensions,
      labels,
      zeroRows,
    ]),
    [
      ['user_embedding', 1000, 32, null, 0],
      ['item_embedding', 500, 32, 'assets/items.txt', 3],
    ],
  );
  const near = async (...words: string[]) => {
    const asked = await document(
      ...['embeddings', sample('recommender'), '--tensor', 'item_embedding', '--json', ...words],
    );
    assert.deepEqual([asked.ended.code, asked.ended.stderr], [0, '']);
    check(asked.json, embeddings, '$');
    return asked.json['neighbors'] as Fields[];
  };
  const byRow = await near('--neighbors', '19');
  assert.equal(byRow.length, 10);
  assert.deepEqual(Object.keys(byRow[0] ?? {}), ['row', 'label', 'cosine']);
  assert.deepEqual(await near('--neighbors', 'Last Road'), byRow);
  const [first] = await near('--neighbors', '19', '--metric', 'euclid', '--k', '1');
  assert.deepEqual(Object.keys(first ?? {}), ['row', 'label', 'cosine', 'euclid']);
  assert.deepEqual([first?.['row'], first?.['label']], [178, 'Distant Voyage']);
  assert.deepEqual(await near('--neighbors', '417'), [], 'a zero row has no cosine');
});

test('verify prints its document for what cannot be run, and exits with 2', async () => {
  for (const artifact of [sample('training-run'), path.join(scratch, 'nothing there')]) {
    const { ended, json } = await document('verify', artifact, '--json');
    assert.deepEqual([ended.code, ended.stderr], [2, '']);
    check(json, verification, '$');
    assert.equal(json['verdict'], 'cannot-run');
    assert.deepEqual(json['outputs'], []);
  }
});

test('verify says cannot-run of a prediction file that is no JSON', async () => {
  const file = path.join(scratch, 'broken.json');
  await writeFile(file, '{"inputs": ');
  const { ended, json } = await document(
    'verify',
    sample('recommender'),
    '--json',
    '--against',
    file,
  );
  assert.equal(ended.code, 2);
  check(json, verification, '$');
  assert.match(json['reason'] as string, /broken\.json/);
});
