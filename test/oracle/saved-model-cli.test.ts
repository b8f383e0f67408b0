import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { savedModelText } from '../../webview/views/signatures/signature-text.ts';
import { fixtures, withoutFixtures } from './support/golden.ts';
import { opened } from './support/opened.ts';
import { python } from './support/runtime.ts';

// What Signatures copies is what `saved_model_cli show --all` prints, to the letter but for its set of ops.

const script = `
import contextlib, io, json, sys
from tensorflow.python.tools import saved_model_cli
saved_model_cli._show_defined_functions = lambda *ignored: None
texts = []
for path in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as text:
        saved_model_cli._show_all(path)
    texts.append(text.getvalue())
print(json.dumps(texts))
`;

const opsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?<=contains the following ops: \{)[^}]*(?=\})/g)].map(([ops]) => ops);

const savedModels = fixtures.filter(({ kind }) => kind === 'saved-model');

test(
  'every SavedModel is copied as saved_model_cli prints it',
  { skip: withoutFixtures },
  async () => {
    const printed = execFileSync(
      python ?? '',
      ['-c', script, ...savedModels.map(({ path }) => path)],
      {
        encoding: 'utf8',
        env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const texts = JSON.parse(printed.slice(printed.indexOf('["'))) as readonly string[];
    assert.equal(texts.length, savedModels.length);
    for (const [index, { name, path }] of savedModels.entries()) {
      const ours = await opened(path, ({ metaGraphs }) => savedModelText(metaGraphs ?? []));
      const theirs = texts[index] ?? '';
      const every = opsOf(ours);
      for (const [at, ops] of opsOf(theirs).entries()) {
        const own = every[at] ?? '';
        // The tool leaves out what only loops, branches and functions without a caller hold.
        for (const op of ops.split(', ')) assert.ok(own.includes(op), `${name}: ${op}`);
      }
      const rest = (text: string): string => text.replaceAll(/(?<=following ops: ).*/g, '');
      assert.equal(rest(ours), rest(theirs), name);
    }
  },
);
