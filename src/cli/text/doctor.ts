import { visibleText } from '../../core/text.ts';
import type { RuntimeReport } from '../../protocol/verify.ts';
import type { Page } from '../print.ts';
import { bytesText } from './figures.ts';
import { table } from './table.ts';

/** The answer first, then every place that was searched, then what to do. */
export function doctorText(report: RuntimeReport, page: Page): string {
  const { candidates, chosen, ready, advice, download } = report;
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
    ...(chosen === null
      ? []
      : [
          '',
          ...table(
            [{ head: '', style: 'dim' }, { head: '' }],
            [
              ['Library', chosen.library],
              ['Addon', chosen.addon ?? 'not compiled yet'],
            ].map((row) => row.map(visibleText)),
            { ...page, heads: false },
          ),
        ]),
    ...(ready
      ? []
      : [
          '',
          visibleText(advice),
          '`saved-model doctor --setup` does that' +
            (download.bytes > 0
              ? `: ${bytesText(download.bytes)} to download into ${visibleText(download.target)}.`
              : '.'),
        ]),
  ].join('\n');
}
