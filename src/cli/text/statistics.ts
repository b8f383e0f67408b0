import * as figures from '../../protocol/figures.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import { decimalText } from '../../core/values.ts';
import { dtypeFromName } from '../../core/dtypes.ts';
import type { TensorInfo } from '../../protocol/model.ts';
import type { TensorStatistics } from '../../protocol/tensors.ts';
import type { Page } from '../print.ts';
import { table } from './table.ts';

/** The human text of `stats`: a row for each tensor, and beneath it what is damaged, `checksums` or not. */
export function statisticsText(
  statistics: readonly TensorStatistics[],
  tensors: readonly TensorInfo[],
  page: Page,
  checksums: boolean,
): string {
  const shownNames = new Map(tensors.map(({ name, objectPath }) => [name, objectPath ?? name]));
  const shownName = (name: string) => visibleText(shownNames.get(name) ?? name);
  // Columns of nothing but 0 would only push the names together.
  const finite = statistics.every(({ nan, inf }) => !nan && !inf);
  const normal = statistics.every(({ denormals }) => !denormals);
  const rows = statistics.map((each) => [
    shownName(each.name),
    each.dtype,
    figures.storedShape(each.shape),
    figureText(each, each.magnitude?.min ?? each.min),
    figureText(each, each.magnitude?.max ?? each.max),
    meanText(each.magnitude?.mean ?? each.mean),
    each.count < 2 ? '–' : meanText(each.magnitude?.std ?? each.std),
    medianText(each),
    meanText(each.norm),
    counted(each.zeros),
    ...(normal ? [] : [counted(each.denormals)]),
    ...(finite ? [] : [counted(each.nan), counted(each.inf)]),
    ...(checksums ? [each.checksum === 'none' ? '–' : each.checksum] : []),
  ]);
  const right = (head: string) => ({ head, align: 'right' as const });
  return [
    ...table(
      [
        { head: 'Name', shrinks: true },
        { head: 'Dtype' },
        { head: 'Shape' },
        ...['Min', 'Max', 'Mean', 'Std', 'Median', 'Norm', 'Zeros'].map(right),
        ...[...(normal ? [] : ['Denormal']), ...(finite ? [] : ['NaN', 'Inf'])].map(right),
        ...(checksums ? [{ head: 'Checksum' }] : []),
      ],
      rows,
      { ...page, indent: 0 },
    ),
    ...statistics.flatMap(({ name, damage, magnitude, checksum }) => [
      ...(damage === undefined
        ? []
        : [`${page.paint('red', '✗')} ${shownName(name)}: ${visibleText(damage)}`]),
      ...(checksum === 'mismatch'
        ? [
            `${page.paint('red', '✗')} ${shownName(name)} does not match its checksum: its bytes have changed since it was written. Copy the file again from where it was written.`,
          ]
        : []),
      ...(magnitude ? [`${shownName(name)}: figures of the magnitude`] : []),
    ]),
    ...(finite ? ['', page.paint('dim', 'No NaN and no infinity.')] : []),
  ].join('\n');
}

/** A value of the tensor itself: whole numbers stay whole. */
function figureText({ dtype }: TensorStatistics, value: number | string | null): string {
  if (typeof value !== 'number') return value ?? '–';
  return dtypeFromName(dtype)?.kind === 'float' ? decimalText(value) : meanText(value);
}

/** As many digits as are known of it. */
function medianText(statistics: TensorStatistics): string {
  const median = statistics.quantiles?.find(({ q }) => q === 0.5);
  if (!median) return '–';
  return median.error === 0
    ? figureText(statistics, median.value)
    : String(Number(median.value.toPrecision(2)));
}

function meanText(value: number | string | null): string {
  if (typeof value !== 'number') return value ?? '–';
  return Number.isInteger(value) && Math.abs(value) < 1e9 ? String(value) : decimalText(value);
}

function counted(count: number | null): string {
  return count === null ? '–' : figures.count(count);
}
