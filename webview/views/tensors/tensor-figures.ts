import { html, nothing, type TemplateResult } from 'lit';
import type { TensorInfo } from '../../../src/protocol/model.ts';
import type { TensorStatistics } from '../../../src/protocol/tensors.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import { figureList } from '../../elements/figures.ts';
import { histogram, rebin } from '../../elements/histogram.ts';
import { icon } from '../../elements/icon.ts';
import { problem } from '../../elements/problem.ts';
import { bytes, count, isWhole, middle, value, visible } from '../../format.ts';
import { damageOf } from './tensor-columns.ts';

/** The end of a file's name, which tells shards apart. */
function shortFile(file: string): string {
  const name = visible(file.slice(file.lastIndexOf('/') + 1));
  return name.length <= 16 ? name : `…${name.slice(-14)}`;
}

function amount(figure: number | null): string {
  return figure === null ? '–' : count(figure);
}

/** What is known of all values of a tensor, and where its bytes lie. */
export function tensorFigures(
  tensor: TensorInfo,
  figures: TensorStatistics | undefined,
): TemplateResult {
  const damage = damageOf(tensor, figures);
  return html`${damage === null ? nothing : problem(damage)}
  ${figures === undefined || figures.damage !== undefined ? nothing : figuresOf(figures)}
  ${whereStored(tensor, figures)}`;
}

function figuresOf(figures: TensorStatistics): TemplateResult {
  const { magnitude } = figures;
  const whole = isWhole(figures.dtype);
  return html`${distribution(figures)}
  ${figureList([
    ['count', count(figures.count)],
    ['mean', value(figures.mean)],
    ['min', value(figures.min, whole)],
    ['std', figures.count === 1 ? '–' : value(figures.std)],
    ['max', value(figures.max, whole)],
    ['zeros', amount(figures.zeros)],
    ['NaN', amount(figures.nan)],
    ['infinite', amount(figures.inf)],
  ])}
  ${
    magnitude === undefined
      ? nothing
      : html`<p class="caption">of the magnitude</p>
          ${figureList([
            ['min', value(magnitude.min)],
            ['mean', value(magnitude.mean)],
            ['max', value(magnitude.max)],
            ['std', value(magnitude.std)],
          ])}`
  }`;
}

function distribution({ histogram: shape, min, max }: TensorStatistics): unknown {
  if (shape === null || shape.counts.length < 2) return nothing;
  const [low = 0, high = 0] = [shape.edges[0], shape.edges.at(-1)];
  return html`<figure>
    ${histogram(
      rebin(shape.counts, 50),
      254,
      72,
      `Distribution from ${value(min)} to ${value(max)}`,
    )}
    <figcaption class="ends">
      <span>${value(low)}</span>${
        low < 0 && high > 0
          ? html`<span class="zero" ${cssProperties({ left: `${(-low / (high - low)) * 100}%` })}
              >0</span
            >`
          : nothing
      }<span>${value(high)}</span>
    </figcaption>
  </figure>`;
}

function whereStored(tensor: TensorInfo, figures: TensorStatistics | undefined): TemplateResult {
  const { stored } = tensor;
  return html`<dl class="where">
    ${
      figures === undefined
        ? nothing
        : html`<dt>checksum</dt>
            <dd>${checksum(figures.checksum)}</dd>`
    }
    <dt>size</dt>
    <dd class="mono">${bytes(tensor.bytes)}</dd>
    ${
      stored === null
        ? nothing
        : html`<dt>stored in</dt>
            <dd class="mono" title=${visible(stored.file)}>${shortFile(stored.file)}</dd>
            <dt>at byte</dt>
            <dd class="mono">${count(stored.offset)}</dd>`
    }
    <dt>key</dt>
    <dd class="mono" title=${visible(tensor.name)}>${middle(visible(tensor.name), 26)}</dd>
  </dl>`;
}

function checksum(state: TensorStatistics['checksum']): TemplateResult {
  if (state === 'ok') return html`${icon('check', 'passed')}crc32c ok`;
  if (state === 'mismatch') return html`${icon('error', 'failed')}does not match`;
  return html`<span class="secondary">none in the file</span>`;
}
