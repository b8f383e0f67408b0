import * as figures from '../../protocol/figures.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { RuntimeReport } from '../../protocol/verify.ts';
import type { Page } from '../print.ts';
import { table } from './table.ts';

const origins = { shipped: 'came with the package', compiled: 'compiled here' } as const;

/** The answer first, then every place that was searched, then what to do. */
export function doctorText(report: RuntimeReport, page: Page): string {
  const { candidates, chosen, addon, cpu, ready, advice, download } = report;
  const { paint } = page;
  const verdict =
    chosen !== null && ready
      ? `${paint('green', '✓')} Models run with TensorFlow ${chosen.tensorflow}.`
      : `${paint('yellow', '!')} Models cannot be run yet. Everything else works without it.`;
  return [
    verdict,
    '',
    ...table(
      [
        { head: '' },
        { head: 'Place' },
        { head: 'Found' },
        { head: 'Path', style: 'dim', shrinks: true },
      ],
      candidates.map(({ where, found, path, chosen: isChosen, usable }) =>
        [isChosen ? '→' : usable ? '·' : '–', where, found, path ?? ''].map(visibleText),
      ),
      page,
    ),
    '',
    ...table(
      [{ head: '', style: 'dim' }, { head: '' }],
      [
        ...(chosen === null ? [] : [['Library', chosen.library]]),
        ['Addon', addon ? `${origins[addon.origin]}, ${addon.path}` : 'not compiled yet'],
        ['Processor', cpu],
      ].map((row) => row.map(visibleText)),
      { ...page, heads: false },
    ),
    ...(ready
      ? []
      : [
          '',
          visibleText(advice),
          '`saved-model doctor --setup` does that' +
            (download.bytes > 0
              ? `: ${figures.bytes(download.bytes)} to download into ${visibleText(download.target)}.`
              : '.'),
        ]),
  ].join('\n');
}
