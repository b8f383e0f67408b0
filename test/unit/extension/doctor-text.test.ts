import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuntimeReport } from '../../../src/protocol/verify.ts';
import { doctorText } from '../../../src/extension/commands/doctor-text.ts';

const own = { where: 'Own copy', path: '/cache', found: 'none yet', version: null, usable: false };
const nothing: RuntimeReport = {
  candidates: [{ ...own, chosen: false }],
  chosen: null,
  addon: null,
  cpu: 'EPYC (avx2)',
  ready: false,
  advice: 'Set the runtime up.',
  download: { version: '2.19.1', bytes: 240 * 1024 ** 2, target: '/cache' },
};

test('what runs models, why that, and with what', () => {
  const report: RuntimeReport = {
    ...nothing,
    candidates: [
      {
        where: '.venv',
        path: '/m/.venv',
        found: 'TensorFlow 2.19.1',
        version: '2.19.1',
        usable: true,
        chosen: true,
      },
      { ...own, found: 'TensorFlow 2.20.0', version: '2.20.0', usable: true, chosen: false },
    ],
    chosen: { tensorflow: '2.19.1', library: '/m/.venv/libtensorflow_cc.so.2', addon: '/e/a.node' },
    addon: { path: '/e/a.node', origin: 'shipped' },
    ready: true,
    advice: '',
  };
  assert.deepEqual(doctorText(report), [
    'Models run with TensorFlow 2.19.1 (.venv).',
    '',
    'Searched, in this order; the first that can be used is taken:',
    '→ .venv: TensorFlow 2.19.1 (/m/.venv)',
    '· Own copy: TensorFlow 2.20.0 (/cache)',
    '',
    'Library: /m/.venv/libtensorflow_cc.so.2',
    'Addon: came with the extension (/e/a.node)',
    'Processor: EPYC (avx2)',
    '',
    'Another Python is chosen with the setting savedModel.pythonPath.',
  ]);
});

test('where there is nothing: what works without, what to do, and what a download would take', () => {
  assert.deepEqual(doctorText(nothing).slice(0, 5), [
    'Models cannot be run yet. Everything but Verify Round Trip and Record Prediction works without.',
    '',
    'Set the runtime up.',
    '“Get TensorFlow” downloads 240.0 MB into /cache, after it has asked.',
    '',
  ]);
});
