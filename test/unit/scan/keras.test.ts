import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Layer } from '../../../src/protocol/model.ts';
import { scanKeras } from '../../../src/scan/keras.ts';
import { isPythonModule } from '../../../src/scan/python-modules.ts';
import { denseLayer as layer } from '../../support/layer-info.ts';

type Format = Parameters<typeof scanKeras>[0]['format'];

function object(className: string, config: unknown, over: object = {}): object {
  return { module: 'keras.layers', class_name: className, config, registered_name: null, ...over };
}

/** A model of these layers. */
function model(...layers: object[]): object {
  return object('Functional', { name: 'model', layers }, { module: 'keras.src.models.functional' });
}

function found(value: unknown, format: Format = 'keras-archive', layers: readonly Layer[] = []) {
  return scanKeras({
    format,
    files: ['m.keras'],
    layers,
    configurations: [{ value, isModel: true }],
  });
}

const one = (value: unknown, format?: Format): string => {
  const [finding, ...more] = found(value, format);
  assert.deepEqual(more, []);
  return finding ? `${finding.severity} ${finding.code} ${finding.message}` : '';
};

const lambda3 = object('Lambda', {
  name: 'double',
  function: { class_name: '__lambda__', config: { code: '4wEA', defaults: null, closure: null } },
});
const lambda2 = object('Lambda', {
  name: 'double',
  function: ['4wEA', null, null],
  function_type: 'lambda',
  module: '__main__',
  output_shape_type: 'raw',
});

describe('Keras’s configuration', () => {
  test('of its own layers has nothing to tell', () => {
    const dense = object('Dense', {
      name: 'd',
      activation: 'relu',
      dtype: object('DTypePolicy', { name: 'float32' }, { module: 'keras' }),
      kernel_initializer: object('GlorotUniform', { seed: null }, { module: 'keras.initializers' }),
    });
    const lookup = object('StringLookup', { name: 's', vocabulary: ['a', 'b'] });
    const asset = object('StringLookup', { name: 't', vocabulary: null });
    const op = object('TFOpLambda', { name: 'tf.math.add', function: 'math.add' });
    assert.deepEqual(found(model(dense, lookup, asset, op)), []);
    assert.deepEqual(found(undefined), []);
    assert.deepEqual(found('text'), []);
    assert.deepEqual(scanKeras({ format: 'keras-hdf5', files: [], layers: [] }), []);
  });

  test('tells of Python bytecode at any depth and in whatever it is wrapped, in both generations', () => {
    for (const lambda of [lambda3, lambda2]) {
      const inner = object('Sequential', {
        name: 'inner',
        layers: [object('TimeDistributed', { name: 'times', layer: lambda })],
      });
      const [finding] = found(model(layer3('a'), inner), 'keras-archive', [
        layer(''),
        layer('inner'),
        layer('inner/times'),
      ]);
      assert.equal(finding?.code, 'python-code');
      assert.deepEqual(
        [finding.location, finding.kind, finding.topic],
        ['inner/times', 'layer', 'run'],
      );
      assert.match(
        finding.message,
        /: inner\/times\/double\. Load it with Keras only where you trust/,
      );
    }
    assert.match(
      one(model(lambda3)),
      /with safe_mode, its default, Keras 2\.13 and newer refuse it\.$/,
    );
    assert.match(
      one(model(lambda2), 'keras-hdf5'),
      /Keras before 3\.11\.3 runs it whatever safe_mode says\.$/,
    );
    assert.match(
      one(model(lambda2), 'saved-model'),
      /tf\.saved_model\.load and Verify Round Trip, does not run it\.$/,
    );
  });

  test('tells of bytecode outside of a Lambda layer', () => {
    const activation = { class_name: '__lambda__', config: { code: '4wEA' } };
    assert.match(one(model(object('Dense', { name: 'd', activation }))), /python-code .*: d\. /);
    const shape = object('Lambda', {
      name: 'l',
      function: 'mean',
      function_type: 'function',
      output_shape: ['4wEA', null, null],
      output_shape_type: 'lambda',
    });
    assert.match(one(model(shape)), /: l \(output_shape\)\. /);
  });

  test('tells one bytecode once, though each object of a SavedModel describes it again', () => {
    const inner = object('Sequential', { name: 'inner', layers: [lambda2] });
    const whole = { ...model(inner), model_config: model(inner) };
    const [finding, ...more] = scanKeras({
      format: 'saved-model',
      files: ['saved_model.pb'],
      layers: [],
      configurations: [
        { value: whole, isModel: true },
        { value: inner, isModel: false },
        { value: lambda2, isModel: false },
      ],
    });
    assert.deepEqual(more, []);
    assert.match(finding?.message ?? '', /: inner\/double\. /);
  });

  test('tells of functions that are neither Keras’s for a model nor the author’s', () => {
    const named = (module: string | null, config: string, className = 'function'): object =>
      model(object('Dense', { name: 'd', activation: object(className, config, { module }) }));
    assert.match(one(named('os', 'system')), /warning foreign-function .*: d \(os\.system\)\. /);
    assert.match(one(named('numpy', 'load')), /\(numpy\.load\)/);
    assert.match(one(named('keras.utils', 'get_file')), /\(keras\.utils\.get_file\)/);
    assert.match(one(named('builtins', 'x', 'eval')), /\(builtins\.eval\)/);
    assert.match(
      one(model(object('enable_unsafe_deserialization', {}, { module: 'keras.config' }))),
      /keras\.config\.enable_unsafe_deserialization/,
    );
    assert.match(
      one(
        model(
          object('Lambda', {
            name: 'l',
            function: 'system',
            function_type: 'function',
            module: 'os',
          }),
        ),
      ),
      /: l \(os\.system\)/,
    );
    assert.equal(one(named('builtins', 'act')), '');
    assert.equal(one(named('keras.activations', 'relu')), '');
    assert.equal(one(named(null, 'act')), '');
  });

  test('tells of files and models that it names', () => {
    assert.match(
      one(model(object('StringLookup', { name: 's', vocabulary: '/home/me/v.txt' }))),
      /warning file-access .*: s \(\/home\/me\/v\.txt\)\. /,
    );
    assert.match(
      one(model(object('TFSMLayer', { name: 't', filepath: '/models/other' }))),
      /warning other-model .*: t \(\/models\/other\)\. /,
    );
    assert.match(
      one(model(object('TorchModuleWrapper', { name: 'p', module: 'gASV' }))),
      /warning pickle .*: p\. /,
    );
    assert.match(
      one(model(object('TFOpLambda', { name: 'o', function: 'io.read_file' }))),
      /: o \(tf\.io\.read_file\)\. /,
    );
    assert.match(
      one(model(object('TFOpLambda', { name: 'o', function: 'raw_ops.WriteFile' }))),
      /: o \(tf\.raw_ops\.WriteFile\)\. /,
    );
    const nodeDef = '{"name": "r", "op": "ReadFile", "input": ["x"]}';
    assert.match(
      one(model(object('TensorFlowOpLayer', { name: 'o', node_def: nodeDef }))),
      /: o \(ReadFile\)\. /,
    );
  });

  test('lists classes that are not Keras’s, in Keras’s own files alone', () => {
    const own = object(
      'Scale',
      { name: 's' },
      { module: 'mine.layers', registered_name: 'pk>Scale' },
    );
    const old = object('mine>Other', { name: 'o' }, { module: undefined });
    const layers = [layer('s'), layer('u', { class: 'Unregistered', custom: true })];
    const [finding] = found(model(own, old), 'keras-archive', layers);
    assert.deepEqual(
      [finding?.severity, finding?.code, finding?.location, finding?.kind],
      ['info', 'custom-object', 'u', 'layer'],
    );
    assert.match(finding?.message ?? '', /: Other, Scale, Unregistered\. Keras loads it where/);
    assert.deepEqual(found(model(own), 'saved-model', layers), []);
  });

  test('of any depth and width is gone through without recursion', () => {
    let deep: unknown = lambda3;
    for (let depth = 0; depth < 5000; depth++) deep = { config: [deep] };
    assert.equal(found(deep)[0]?.code, 'python-code');
    const wide = model(
      ...Array.from({ length: 10_000 }, (_, index) => layer3(`d${String(index)}`)),
    );
    assert.deepEqual(found(wide), []);
  });
});

function layer3(name: string): object {
  return object('Dense', { name, units: 1 });
}

test('Python’s own modules are known by their first part', () => {
  for (const module of ['os', 'os.path', 'subprocess', 'builtins', '_posixsubprocess', 'pickle']) {
    assert.ok(isPythonModule(module), module);
  }
  for (const module of ['', '__main__', 'numpy', 'keras.layers', 'osmium', 'mine']) {
    assert.ok(!isPythonModule(module), module);
  }
});
