import { html, nothing, type TemplateResult } from 'lit';
import type { Layer, TensorInfo } from '../../../src/protocol/model.ts';
import type { TensorStatistics } from '../../../src/protocol/tensors.ts';
import { link } from '../../elements/controls.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import { figureList, waitingLine } from '../../elements/figures.ts';
import { icon } from '../../elements/icon.ts';
import { problem } from '../../elements/problem.ts';
import { bytes, count, isWhole, middle, value, visible } from '../../format.ts';
import { layerLabel } from '../../state/layers.ts';
import { distribution, hasDistribution } from './distribution.ts';
import { damageOf } from './tensor-columns.ts';

/** The end of a file's name, which tells shards apart. */
function shortFile(file: string): string {
  const name = visible(file.slice(file.lastIndexOf('/') + 1));
  return name.length <= 16 ? name : `…${name.slice(-14)}`;
}

function amount(figure: number | null): string {
  return figure === null ? '–' : count(figure);
}

/** The standard deviation, which one element has none of. */
export function spread({ count: all, std }: TensorStatistics): string {
  return all === 1 ? '–' : value(std);
}

/** The layer that a tensor belongs to, and the way there. */
export interface TensorLayer {
  readonly layer: Layer;
  readonly onOpen: () => void;
}

/** The way to a tensor's rows as vectors; null where it is no table of them. */
export type TensorTable = (() => void) | null;

/** What is known of all values of a tensor, and where its bytes lie. `expected`: figures that are on their way. */
export function tensorFigures(
  tensor: TensorInfo,
  figures: TensorStatistics | undefined,
  expected: boolean,
  layer: TensorLayer | null,
  table: TensorTable,
): TemplateResult {
  const damage = damageOf(tensor, figures);
  const shown = figures === undefined ? expected : figures.damage === undefined;
  return html`${damage === null ? nothing : problem(damage)}
  ${shown ? figuresOf(tensor, figures) : nothing} ${whereStored(tensor, figures, expected, layer)}
  ${table === null ? nothing : html`<p class="small">${link('Show in Embeddings', table)}</p>`}`;
}

function figuresOf(tensor: TensorInfo, figures: TensorStatistics | undefined): TemplateResult {
  const magnitude = figures?.magnitude;
  const whole = isWhole(tensor.dtype);
  const figure = (
    label: string,
    write: (known: TensorStatistics) => string,
  ): readonly [string, string | null] => [label, figures === undefined ? null : write(figures)];
  return html`${hasDistribution(tensor) ? drawnDistribution(tensor, figures) : nothing}
  ${figureList([
    figure('count', (known) => count(known.count)),
    figure('mean', ({ mean }) => value(mean)),
    figure('min', ({ min }) => value(min, whole)),
    figure('std', spread),
    figure('max', ({ max }) => value(max, whole)),
    figure('zeros', ({ zeros }) => amount(zeros)),
    figure('NaN', ({ nan }) => amount(nan)),
    figure('infinite', ({ inf }) => amount(inf)),
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

/** With the ends of its axis beneath; where all values are equal, that one in the middle. */
function drawnDistribution(
  tensor: TensorInfo,
  figures: TensorStatistics | undefined,
): TemplateResult {
  const edges = figures?.histogram?.edges ?? [];
  const [low = 0, high = 0] = [edges[0], edges.at(-1)];
  const at = (place: number, text: string): TemplateResult =>
    html`<span class="zero" ${cssProperties({ left: `${place}%` })}>${text}</span>`;
  const words =
    edges.length === 0
      ? nothing
      : low === high
        ? at(50, value(low))
        : html`<span>${value(low)}</span>${
              low < 0 && high > 0 ? at((-low / (high - low)) * 100, '0') : nothing
            }<span>${value(high)}</span>`;
  return html`<figure>
    ${distribution(visible(tensor.name), figures, { bins: 50, width: 254, height: 72 })}
    <figcaption class="ends">${words}</figcaption>
  </figure>`;
}

function whereStored(
  tensor: TensorInfo,
  figures: TensorStatistics | undefined,
  expected: boolean,
  layer: TensorLayer | null,
): TemplateResult {
  const { stored } = tensor;
  return html`<dl class="where">
    ${
      layer === null
        ? nothing
        : html`<dt>layer</dt>
            <dd>
              ${link(
                middle(visible(layerLabel(layer.layer)), 24),
                layer.onOpen,
                visible(layer.layer.path),
              )}
            </dd>`
    }
    ${
      figures === undefined && !expected
        ? nothing
        : html`<dt>checksum</dt>
            <dd>${figures === undefined ? waitingLine : checksum(figures.checksum)}</dd>`
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
