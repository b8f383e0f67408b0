import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { savedModelText } from '../../webview/views/signatures/signature-text.ts';
import { fixtures, withoutFixtures } from './support/golden.ts';
import { opened } from './support/opened.ts';
import { python } from './support/runtime.ts';

// What Signatures copies is what `saved_model_cli show --all` prints, to the letter where a file can tell it.

/** A module whose functions take every kind of argument that a SavedModel describes; then what the tool prints. */
const script = `
import collections, contextlib, io, json, sys
import tensorflow as tf
from tensorflow.python.tools import saved_model_cli

Pair = collections.namedtuple('Pair', ['left', 'right'])

class Module(tf.Module):
    @tf.function
    def values(self, x, flag=True, count=3, rate=1e-5, share=0.0001, name="it's", nothing=None):
        return x
    @tf.function
    def containers(self, items, pair, by_name):
        return items[0]
    @tf.function
    def composite(self, ragged, sparse):
        return tf.reduce_sum(ragged)
    @tf.function
    def named(self, x, *, scale, shift=0.5):
        return x * scale
    @tf.function
    def never_traced(self, x):
        return x

def save(path):
    module = Module()
    scalar, rows = tf.TensorSpec([], tf.float32), tf.TensorSpec([None, 3], tf.int64, name='rows')
    unknown = tf.TensorSpec(None, tf.string)
    for name in ['dense', "it's", 'a "b" c']:
        module.values.get_concrete_function(scalar, name=name, rate=2.5e17, share=-1e-7)
    module.values.get_concrete_function(scalar, False, -2)
    module.containers.get_concrete_function(
        [scalar, rows], Pair(scalar, (unknown,)), {'b': rows, 'a': [1, 'two', None]})
    module.composite.get_concrete_function(
        tf.RaggedTensorSpec([None, None], tf.float32), tf.SparseTensorSpec([None, 5], tf.bfloat16))
    module.named.get_concrete_function(scalar, scale=scalar)
    tf.saved_model.save(module, path)

save(sys.argv[1])
texts = []
for path in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as text:
        saved_model_cli._show_all(path)
    texts.append(text.getvalue())
print(json.dumps(texts))
`;

const opsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?<=contains the following ops: \{)[^}]*(?=\})/g)].map(([ops]) => ops);

/** As a terminal shows it: the tool takes a comma back with two backspaces. */
const shown = (text: string): string => text.replaceAll(', \b\b', '');

/** Models that the tool cannot load to list their functions, with what it says instead; ours are listed. */
const notLoaded: Readonly<Record<string, string>> = {
  'unknown-op':
    '\nConcrete Functions: N/A (could not be listed due to the existence of custom ops in the SavedModel)\n',
};

const heading = '\nConcrete Functions:';

const sorted = (texts: Iterable<string>): string => [...texts].sort().join(', ');

/** The text without the tool's order by hashes and by a counter: of ops, of entries, of named arguments, of options. */
function ordered(text: string): string {
  const [graphs = '', functions] = text.split(heading);
  const rest = graphs.replaceAll(/(?<=following ops: ).*/g, '');
  if (functions === undefined) return rest;
  const each = functions.split('\n  Function Name: ').map((one) => {
    const [name = '', ...options] = one
      .replaceAll(/(?<=\{).*(?=\})/g, (entries) => sorted(entries.split(/, (?='\w+':)/)))
      .replaceAll(/(?: {8}Named Argument #\d+\n.*\n)+/g, (named) =>
        sorted(named.match(/(?<=^ {10}).*/gm) ?? []),
      )
      .split(/ {4}Option #\d+\n/);
    return [name, ...options.sort()].join('    Option\n');
  });
  return rest + heading + each.join('\n  Function Name: ');
}

const savedModels = fixtures.filter(({ kind }) => kind === 'saved-model');

const folder = mkdtempSync(path.join(tmpdir(), 'saved-model-cli-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

test(
  'every SavedModel is copied as saved_model_cli prints it',
  { skip: withoutFixtures },
  async () => {
    const models = [
      { name: 'every kind of argument', path: path.join(folder, 'arguments') },
      ...savedModels,
    ];
    const printed = execFileSync(python ?? '', ['-c', script, ...models.map(({ path }) => path)], {
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const texts = JSON.parse(printed.slice(printed.indexOf('["'))) as readonly string[];
    assert.equal(texts.length, models.length);
    for (const [index, { name, path }] of models.entries()) {
      const ours = await opened(path, ({ metaGraphs }) => savedModelText(metaGraphs ?? []));
      const theirs = shown(texts[index] ?? '');
      const every = opsOf(ours);
      for (const [at, ops] of opsOf(theirs).entries()) {
        const own = every[at] ?? '';
        // The tool leaves out what only loops, branches and functions without a caller hold.
        for (const op of ops.split(', ')) assert.ok(own.includes(op), `${name}: ${op}`);
      }
      const reason = notLoaded[name];
      if (reason === undefined) {
        assert.equal(ordered(ours), ordered(theirs), name);
      } else {
        assert.ok(theirs.endsWith(reason), name);
        const before = (text: string): string => ordered(text).split(heading)[0] ?? '';
        assert.equal(before(ours), before(theirs), name);
        assert.match(ours, /\n {2}Function Name: 'serve'\n {4}Option #1\n/);
      }
    }
  },
);
