import { html, type TemplateResult } from 'lit';
import type { TensorInfo } from '../../../src/protocol/model.ts';
import type { TensorStatistics } from '../../../src/protocol/tensors.ts';
import { histogram, rebin } from '../../elements/histogram.ts';
import { value } from '../../format.ts';

/** Bars of it, and their size in CSS pixels. */
export interface Drawn {
  readonly bins: number;
  readonly width: number;
  readonly height: number;
}

/** Whether the values of a tensor make a distribution: several numbers, and no pairs of them. */
export function hasDistribution({ dtype, shape }: TensorInfo): boolean {
  const several = shape.length > 0 && !shape.every((size) => size === 1) && !shape.includes(0);
  return several && !/^(?:string|complex|resource|variant)/.test(dtype);
}

/** How many values lie in each power of two; those beyond what can be told apart are its first and its last bar. */
export function magnitudes(
  name: string,
  figures: TensorStatistics | undefined,
  { width, height }: Pick<Drawn, 'width' | 'height'>,
): TemplateResult {
  const { from, counts, smaller, larger } = figures?.exponents ?? noMagnitudes;
  const range =
    figures === undefined
      ? 'not counted yet'
      : counts.length === 0
        ? 'no value but zero'
        : `from ${value(2 ** from)} to ${value(2 ** (from + counts.length))}`;
  const bars = [...(smaller > 0 ? [smaller] : []), ...counts, ...(larger > 0 ? [larger] : [])];
  return html`${histogram(bars, width, height, `Magnitudes of ${name}: ${range}`)}`;
}

const noMagnitudes = { from: 0, counts: [], smaller: 0, larger: 0 };

/** The distribution of a tensor's values, or its place, where they are not counted yet or none of them is finite. */
export function distribution(
  name: string,
  figures: TensorStatistics | undefined,
  { bins, width, height }: Drawn,
): TemplateResult {
  const counts = figures?.histogram?.counts ?? [];
  const range =
    figures === undefined
      ? 'not counted yet'
      : counts.length === 0
        ? 'no finite value'
        : `from ${value(figures.min)} to ${value(figures.max)}`;
  return html`${histogram(rebin(counts, bins), width, height, `Distribution of ${name}: ${range}`)}`;
}
