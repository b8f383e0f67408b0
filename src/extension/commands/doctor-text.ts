import type { RuntimeReport } from '../../protocol/verify.ts';
import { megabytes } from './memory-text.ts';

/** Which TensorFlow runs models, where it was looked for, and what to do where there is none; lines. */
export function doctorText(report: RuntimeReport): readonly string[] {
  const { candidates, chosen, addon, cpu, ready, advice, download } = report;
  const place = candidates.find((candidate) => candidate.chosen)?.where ?? '';
  return [
    ...(ready
      ? [`Models run with TensorFlow ${chosen?.tensorflow ?? ''} (${place}).`]
      : [
          'Models cannot be run yet. Everything but Verify Round Trip and Record Prediction works without.',
          '',
          advice,
          ...(download.bytes > 0
            ? [
                `“Get TensorFlow” downloads ${megabytes(download.bytes)} into ${download.target}, after it has asked.`,
              ]
            : []),
        ]),
    '',
    'Searched, in this order; the first that can be used is taken:',
    ...candidates.map(
      ({ where, path, found, chosen: isChosen, usable }) =>
        `${isChosen ? '→' : usable ? '·' : '–'} ${where}: ${found}${path === null ? '' : ` (${path})`}`,
    ),
    '',
    ...(chosen ? [`Library: ${chosen.library}`] : []),
    `Addon: ${addon ? `${origins[addon.origin]} (${addon.path})` : 'has to be compiled, which takes some seconds'}`,
    `Processor: ${cpu}`,
    '',
    'Another Python is chosen with the setting savedModel.pythonPath.',
  ];
}

const origins = { shipped: 'came with the extension', compiled: 'compiled here' } as const;
