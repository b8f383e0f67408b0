import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  graphVersions,
  halvesWithoutCpu,
  lastingOps,
  opsSince,
  opsUntil,
  opsWithoutCpu,
  removedFromGraphs,
} from '../../src/core/tensorflow-ops.ts';
import { isPythonModule } from '../../src/scan/python-modules.ts';

// The tables of TensorFlow's ops say what an installed TensorFlow's library says of itself.

const python = process.env['SAVED_MODEL_ORACLE_PYTHON'];
const skip = python ? false : 'SAVED_MODEL_ORACLE_PYTHON names no Python with TensorFlow';

interface Installed {
  readonly version: string;
  readonly graphVersion: number;
  readonly ops: readonly string[];
  readonly withoutCpu: readonly string[];
  readonly halvesWithoutCpu: readonly string[];
  readonly removed: Readonly<Record<string, number>>;
}

function ask(...words: string[]): string {
  return execFileSync(python ?? '', ['-B', ...words], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function installed(): Installed {
  const script = fileURLToPath(new URL('../../scripts/tensorflow_ops.py', import.meta.url));
  const find =
    "import importlib.util as u; print(u.find_spec('tensorflow').submodule_search_locations[0])";
  return JSON.parse(ask(script, '--json', ask('-c', find).trim())) as Installed;
}

/** As a number: 2.9 is before 2.12. */
const order = (version: string): number =>
  version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);

test('ops, kernels and versions are those of the installed TensorFlow', { skip }, (t) => {
  const said = installed();
  const version = said.version.split('.').slice(0, 2).join('.');
  const graphVersion = graphVersions.get(version);
  if (graphVersion === undefined) {
    t.skip(`the tables end before TensorFlow ${version}`);
    return;
  }
  assert.equal(graphVersion, said.graphVersion);
  assert.ok(said.ops.length > 1000, 'TensorFlow registers more ops than that');
  const listed = [
    ...lastingOps,
    ...[...opsSince.keys(), ...opsUntil.keys()].filter(
      (op) =>
        order(opsSince.get(op) ?? '0.0') <= order(version) &&
        order(opsUntil.get(op) ?? '9.9') >= order(version),
    ),
  ];
  assert.deepEqual([...new Set(listed)].sort(), [...said.ops].sort());

  const here = new Set(said.ops);
  const ofHere = (entries: Iterable<string>): string[] =>
    [...entries].filter((entry) => here.has(entry.split(' ')[0] ?? '')).sort();
  // What one version lacks another may have: the tables have what all of them lack.
  assert.deepEqual(
    ofHere(opsWithoutCpu).filter((op) => !said.withoutCpu.includes(op)),
    [],
  );
  assert.deepEqual(
    ofHere(halvesWithoutCpu).filter((lack) => !said.halvesWithoutCpu.includes(lack)),
    [],
  );
  assert.ok(opsWithoutCpu.size > 200 && halvesWithoutCpu.size > 100);
  for (const [op, removed] of Object.entries(said.removed)) {
    assert.equal(removedFromGraphs.get(op), removed, op);
  }
});

test('the modules of Python’s own library are known as such', { skip }, () => {
  const modules = ask('-c', 'import sys; print(*sys.stdlib_module_names)').trim().split(' ');
  assert.ok(modules.length > 200);
  assert.deepEqual(
    modules.filter((module) => !isPythonModule(module)),
    [],
  );
});
