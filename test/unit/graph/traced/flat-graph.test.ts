import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpGraph } from '../../../../src/core/op-graph.ts';
import { Pacer } from '../../../../src/core/pacer.ts';
import { inTurns } from '../../../../src/core/steps.ts';
import { flatGraph, type Source } from '../../../../src/graph/traced/flat-graph.ts';
import { fn, op, opGraph, variable } from './some-ops.ts';

/** Paths of the ops, and what each takes, as text. */
async function flat(graph: OpGraph, input = 'x', output = 'y:0') {
  const spec = { dtype: null, shape: null };
  const ends = {
    inputs: new Map([['x', input]]),
    outputs: new Map([['y', { tensor: output, spec }]]),
  };
  const { ops, inputs, outputs, regions, cut } = await inTurns(
    flatGraph(graph, ends),
    new Pacer(undefined),
  );
  const told = (source: Source): string =>
    source.kind === 'op'
      ? `${ops[source.op]?.path ?? ''}:${String(source.output)}`
      : source.kind === 'input'
        ? `<${source.name}>`
        : source.capture.path;
  return {
    ops: ops.map(({ path }, at) => `${path}(${(inputs[at] ?? []).map(told).join(', ')})`),
    y: (outputs.get('y')?.sources ?? []).map(told),
    regions,
    cut,
  };
}

const call = (name: string, callee: string, inputs: readonly string[]) =>
  op(name, 'StatefulPartitionedCall', inputs, { callees: [callee] });

test('a function stands where it is called, and its last parameters are what it has captured', async () => {
  const graph = opGraph(
    [op('x', 'Placeholder'), op('kernel', 'VarHandleOp'), call('y', 'f', ['x', 'kernel', '^x'])],
    [fn('f', ['a', 'w'], ['dense/MatMul:product:0'], op('dense/MatMul', 'MatMul', ['a', 'w']))],
    { f: [variable('dense/kernel')] },
  );
  const { ops, y } = await flat(graph);
  assert.deepEqual(ops, ['x()', 'kernel()', 'y/dense/MatMul(<x>, dense/kernel)']);
  assert.deepEqual(y, ['y/dense/MatMul:0']);
});

test('a call by its default name adds nothing to the names of what it calls', async () => {
  const graph = opGraph(
    [op('x', 'Placeholder'), call('m/StatefulPartitionedCall_1', 'f', ['x'])],
    [fn('f', ['a'], ['Relu:activations:0'], op('Relu', 'Relu', ['a']))],
  );
  const { ops } = await flat(graph, 'x', 'm/StatefulPartitionedCall_1:0');
  assert.deepEqual(ops, ['x()', 'm/Relu(<x>)']);
});

test('what a function has not captured is what its call hands it, through calls in calls', async () => {
  const graph = opGraph(
    [op('x', 'Placeholder'), op('v', 'VarHandleOp'), call('y', 'outer', ['x', 'v'])],
    [
      fn('outer', ['a', 'w'], ['inner:output:0'], call('inner', 'f', ['w', 'a'])),
      fn('f', ['w', 'a'], ['MatMul:product:0'], op('MatMul', 'MatMul', ['a', 'w'])),
    ],
  );
  assert.deepEqual((await flat(graph)).ops.at(-1), 'y/inner/MatMul(<x>, v:0)');
});

test('a result that is a parameter is what the call was handed', async () => {
  const graph = opGraph(
    [op('x', 'Placeholder'), call('same', 'id', ['x']), op('y', 'Relu', ['same'])],
    [fn('id', ['a'], ['a'])],
  );
  assert.deepEqual((await flat(graph)).ops, ['x()', 'y(<x>)']);
});

test('a loop is a region: its body takes what enters the loop, and its condition gives nothing', async () => {
  const graph = opGraph(
    [
      op('x', 'Placeholder'),
      op('rnn/while', 'While', ['x'], { callees: ['body', 'cond'] }),
      op('y', 'Relu', ['rnn/while']),
    ],
    [
      fn('cond', ['a'], ['Less:z:0'], op('Less', 'Less', ['a'])),
      fn('body', ['a'], ['Tanh:y:0'], op('Tanh', 'Tanh', ['a'])),
    ],
  );
  const { ops, regions } = await flat(graph);
  assert.deepEqual(regions, [{ path: 'rnn/while', op: 'While' }]);
  assert.deepEqual(ops, [
    'x()',
    'y(rnn/while/Tanh:0)',
    'rnn/while/Tanh(<x>)',
    'rnn/while/Less(<x>)',
  ]);
});

test('what comes out of branches comes out of each', async () => {
  const graph = opGraph(
    [
      op('x', 'Placeholder'),
      op('p', 'Const'),
      op('c', 'If', ['p', 'x'], { callees: ['then', 'else'] }),
      op('y', 'Relu', ['c']),
    ],
    [
      fn('then', ['a'], ['Exp:y:0'], op('Exp', 'Exp', ['a'])),
      fn('else', ['a'], ['Log:y:0'], op('Log', 'Log', ['a'])),
    ],
  );
  const { ops } = await flat(graph);
  assert.ok(ops.includes('y(c/Log:0, c/Exp:0)'), ops.join());
});

test('a function that calls itself stays a call', async () => {
  const graph = opGraph(
    [op('x', 'Placeholder'), call('y', 'f', ['x'])],
    [fn('f', ['a'], ['again:output:0'], call('again', 'f', ['a']))],
  );
  assert.deepEqual((await flat(graph)).ops, ['x()', 'y/again(<x>)']);
});

test('200 functions in each other are told as far as 64, and the rest stays a call', async () => {
  const functions = Array.from({ length: 200 }, (_, at) =>
    fn(`f${String(at)}`, ['a'], ['n:output:0'], call('n', `f${String(at + 1)}`, ['a'])),
  );
  const { ops } = await flat(opGraph([op('x', 'Placeholder'), call('y', 'f0', ['x'])], functions));
  assert.equal(ops.length, 2);
  assert.match(ops[1] ?? '', /^y(?:\/n){64}\(<x>\)$/);
});

test('functions that double at each level end where there are too many ops, and say so', async () => {
  const functions = Array.from({ length: 30 }, (_, at) => {
    const next = `f${String(at + 1)}`;
    return fn(
      `f${String(at)}`,
      ['a'],
      ['l:output:0'],
      call('l', next, ['a']),
      call('r', next, ['a']),
      op('n', 'Relu', ['a']),
    );
  });
  const { ops, cut } = await flat(
    opGraph([op('x', 'Placeholder'), call('y', 'f0', ['x'])], functions),
  );
  assert.ok(cut);
  assert.ok(ops.length <= 200_000);
});

test('inputs that lead nowhere, to control, to results that are not there, are left out', async () => {
  const graph = opGraph(
    [
      op('x', 'Placeholder'),
      call('f', 'f', []),
      op('y', 'Add', ['gone:0', '^x', 'f:7', 'x', 'f:0', '', ':', 'x:0:0']),
    ],
    [fn('f', ['a'], ['Relu:0'], op('Relu', 'Relu', ['a']))],
  );
  const { ops } = await flat(graph);
  assert.ok(ops.includes('y(<x>, f/Relu:0, <x>)'), ops.join());
});

test('nodes that take each other in a circle through calls end', async () => {
  const graph = opGraph(
    [
      op('x', 'Placeholder'),
      call('p', 'id', ['q']),
      call('q', 'id', ['p']),
      op('y', 'Relu', ['p']),
    ],
    [fn('id', ['a'], ['a'])],
  );
  assert.deepEqual((await flat(graph)).ops, ['x()', 'y()']);
});
