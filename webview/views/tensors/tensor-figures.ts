import { html, nothing, type TemplateResult } from 'lit';
import type { Layer, TensorInfo } from '../../../src/protocol/model.ts';
import type { TensorStatistics } from '../../../src/protocol/tensors.ts';
import { link, segments } from '../../elements/controls.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import { figureList, waitingLine } from '../../elements/figures.ts';
import { icon } from '../../elements/icon.ts';
import { problem } from '../../elements/problem.ts';
import { bytes, count, isWhole, middle, value, visible } from '../../format.ts';
import { layerLabel } from '../../state/layers.ts';
import type { Scale } from '../../state/memory.ts';
import { distribution, hasDistribution, magnitudes } from './distribution.ts';
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

/** Of what the bars are, and the way to the other. */
export interface ScaleChoice {
  readonly scale: Scale;
  readonly onScale: (scale: Scale) => void;
}

const scales = [
  { value: 'value', label: 'Values' },
  { value: 'magnitude', label: 'Magnitudes' },
] as const satisfies readonly { readonly value: Scale; readonly label: string }[];

/** What is known of all values of a tensor, and where its bytes lie. `expected`: figures that are on their way. */
export function tensorFigures(
  tensor: TensorInfo,
  figures: TensorStatistics | undefined,
  expected: boolean,
  layer: TensorLayer | null,
  choice: ScaleChoice,
): TemplateResult {
  const damage = damageOf(tensor, figures);
  const shown = figures === undefined ? expected : figures.damage === undefined;
  return html`${damage === null ? nothing : problem(damage)}
  ${shown ? figuresOf(tensor, figures, choice) : nothing}
  ${whereStored(tensor, figures, expected, layer)}`;
}

function figuresOf(
  tensor: TensorInfo,
  figures: TensorStatistics | undefined,
  choice: ScaleChoice,
): TemplateResult {
  const magnitude = figures?.magnitude;
  const whole = isWhole(tensor.dtype);
  const figure = (
    label: string,
    write: (known: TensorStatistics) => string,
  ): readonly [string, string | null] => [label, figures === undefined ? null : write(figures)];
  return html`${hasDistribution(tensor) ? drawn(tensor, figures, choice) : nothing}
  ${figureList([
    figure('count', (known) => count(known.count)),
    figure('mean', ({ mean }) => value(mean)),
    figure('min', ({ min }) => value(min, whole)),
    figure('std', spread),
    figure('max', ({ max }) => value(max, whole)),
    figure('zeros', ({ zeros }) => amount(zeros)),
    figure('norm', ({ norm }) => value(norm)),
    figure('denormal', ({ denormals }) => amount(denormals)),
    figure('NaN', ({ nan }) => amount(nan)),
    figure('infinite', ({ inf }) => amount(inf)),
  ])}
  ${hasDistribution(tensor) ? quantiles(figures, whole) : nothing}
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

/** Half of the values lie below the median, and so on. */
function quantiles(figures: TensorStatistics | undefined, whole: boolean): TemplateResult {
  const shown = shares.map(([q, label]): readonly [string, string | null] => {
    const found = figures?.quantiles?.find((quantile) => quantile.q === q);
    if (figures === undefined) return [label, null];
    return [label, found ? about(found, whole) : '–'];
  });
  return html`<p class="caption">share of the values below</p>
    ${figureList(shown)}`;
}

/** In pairs that mirror each other, and the median by itself. */
const shares = [
  [0.01, '1 %'],
  [0.99, '99 %'],
  [0.05, '5 %'],
  [0.95, '95 %'],
  [0.25, '25 %'],
  [0.75, '75 %'],
  [0.5, 'median'],
] as const;

/** No more digits than are known. */
function about({ value: figure, error }: Quantile, whole: boolean): string {
  return error === 0 || whole ? value(figure, whole) : String(Number(figure.toPrecision(2)));
}

type Quantile = NonNullable<TensorStatistics['quantiles']>[number];

/** The bars of the scale that is chosen, and the choice. */
function drawn(
  tensor: TensorInfo,
  figures: TensorStatistics | undefined,
  { scale, onScale }: ScaleChoice,
): TemplateResult {
  return html`<div class="scale">${segments('Bars of', scales, scale, onScale)}</div>
    ${scale === 'value' ? drawnDistribution(tensor, figures) : drawnMagnitudes(tensor, figures)}`;
}

/** Powers of two, the ends of the axis beneath. */
function drawnMagnitudes(
  tensor: TensorInfo,
  figures: TensorStatistics | undefined,
): TemplateResult {
  const { from = 0, counts = [] } = figures?.exponents ?? {};
  const words =
    counts.length === 0
      ? nothing
      : html`<span>${value(2 ** from)}</span><span>${value(2 ** (from + counts.length))}</span>`;
  return html`<figure>
    ${magnitudes(visible(tensor.name), figures, { width: 254, height: 72 })}
    <figcaption class="ends">${words}</figcaption>
  </figure>`;
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
