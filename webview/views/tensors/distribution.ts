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
