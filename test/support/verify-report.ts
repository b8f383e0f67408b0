import type { OutputReport, VerifyReport } from '../../src/protocol/verify.ts';

/** A report on one output, shape [2, 1], that is identical to the original's. */
export const identicalOutput: OutputReport = {
  name: 'y',
  dtype: 'float32',
  shape: [2, 1],
  bitIdentical: true,
  count: 2,
  mismatched: 0,
  maxAbs: 0,
  maxRel: 0,
  worstIndex: null,
  minimumPassing: { rtol: 0, atol: 0 },
  tolerance: { rtol: 1e-5, atol: 1e-6 },
  worst: [],
  differences: { identical: 2, decades: [] },
};

/** A match with what the live model had predicted. */
export const matchReport: VerifyReport = {
  verdict: 'match',
  reason: 'All outputs are identical.',
  advice: '',
  original: { kind: 'recorded-live', source: 'predictions.json' },
  runtime: { name: 'tfjs-node', tensorflow: '2.19.1' },
  signature: 'serving_default',
  outputs: [identicalOutput],
  milliseconds: {},
  time: 0,
  stamp: 'one',
};
