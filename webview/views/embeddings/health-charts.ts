import { html, nothing, svg, type TemplateResult } from 'lit';
import type { EmbeddingAnalysis } from '../../../src/protocol/embeddings.ts';
import { count, plural, value } from '../../format.ts';

/** Part of the variance that "effective dimensions" carry. */
const carried = 0.9;

/** How many principal components carry 90 % of the variance; null where that is not known. */
export function effectiveDimensions(explained: readonly number[] | null): number | null {
  if (explained === null || explained.length === 0) return null;
  let sum = 0;
  for (const [at, part] of explained.entries()) {
    sum += part;
    // Shares are rounded: of all together nothing may be left over.
    if (sum >= carried - 1e-9) return at + 1;
  }
  return explained.length;
}

/** CSS pixels. */
const barsHeight = 80;

/** Counts of the rows' norms, those that are zero marked. `width`: CSS pixels. */
export function normHistogram(analysis: EmbeddingAnalysis | null, width: number): TemplateResult {
  const norms = analysis?.norms ?? null;
  const zeros = analysis?.zeroRows.count ?? 0;
  const counts = norms?.histogram.counts ?? [];
  const from = norms?.histogram.edges[0] ?? 0;
  const step = width / Math.max(1, counts.length);
  const first = from === 0 ? Math.min(zeros, counts[0] ?? 0) : 0;
  const most = Math.max(1, ...counts.map((rows, at) => (at === 0 ? rows - first : rows)), first);
  const bar = (at: number, rows: number): string => {
    if (rows <= 0) return '';
    const tall = Math.max(2, (rows / most) * barsHeight);
    const wide = Math.max(1, step - (step > 3 ? 1 : 0));
    return `M${(at * step).toFixed(2)} ${barsHeight}v${(-tall).toFixed(2)}h${wide.toFixed(2)}v${tall.toFixed(2)}z`;
  };
  const label =
    norms === null
      ? 'Row norms: no row is finite'
      : `Row norms from ${value(norms.min)} to ${value(norms.max)}, mean ${value(norms.mean)}` +
        (zeros > 0 ? `, ${plural(zeros, 'row')} at 0` : '');
  return html`<figure class="chart">
    <svg role="img" aria-label=${label} width=${width} height=${barsHeight + 1}>
      <path class="ground" d="M0 ${barsHeight + 0.5}H${width}"></path>
      <path
        class="data"
        d=${counts.map((rows, at) => bar(at, at === 0 ? rows - first : rows)).join('')}
      ></path>
      <path class="zero" d=${bar(0, first)}></path>
    </svg>
    <figcaption class="axis">
      <span class="mono">${norms === null ? '' : value(from)}</span><span>norm of row</span
      ><span class="mono"
        >${norms === null ? '' : value(norms.histogram.edges.at(-1) ?? norms.max)}</span
      >
    </figcaption>
  </figure>`;
}

const curve = { height: 96, left: 30, top: 8 } as const;

/** How much of the variance the first dimensions carry together, with the point where it is 90 %. */
export function varianceCurve(analysis: EmbeddingAnalysis | null, width: number): TemplateResult {
  const explained = analysis?.explainedVariance ?? null;
  const effective = effectiveDimensions(explained);
  const dimensions = analysis?.dimensions ?? 0;
  const inner = Math.max(40, width - curve.left - 6);
  const x = (dimension: number): number =>
    curve.left + (dimension / Math.max(1, dimensions)) * inner;
  const y = (part: number): number => curve.top + (1 - Math.min(1, part)) * curve.height;
  const ground = curve.top + curve.height;
  const points: string[] = [];
  let sum = 0;
  (explained ?? []).forEach((part, at) => {
    sum += part;
    points.push(`L${x(at + 1).toFixed(1)} ${y(sum).toFixed(1)}`);
  });
  const reached = (explained ?? []).slice(0, effective ?? 0).reduce((all, part) => all + part, 0);
  const words =
    effective === null
      ? 'Explained variance: not known'
      : `${plural(effective, 'dimension')} of ${count(dimensions)} carry 90 % of the variance`;
  const tick = (part: number): unknown => svg`
    <path class="grid" d="M${curve.left} ${y(part) + 0.5}H${curve.left + inner}"></path>
    <text class="tick end" x=${curve.left - 6} y=${y(part) + 4}>${part * 100}</text>`;
  // The words stand where there is most room: right of the point and below it, else left of it.
  const at = effective === null ? 0 : x(effective);
  const beside = at + 96 > curve.left + inner;
  return html`<figure class="chart">
    <svg role="img" aria-label=${words} width=${width} height=${ground + 18}>
      ${tick(1)} ${tick(0.5)}
      <path class="ground" d="M${curve.left} ${ground + 0.5}H${curve.left + inner}"></path>
      <text class="tick end" x=${curve.left - 6} y=${ground + 4}>0</text>
      ${
        effective === null
          ? nothing
          : svg`<path class="lead" d="M${curve.left} ${y(reached)}H${at}V${ground}"></path>
            <path class="line" d="M${curve.left} ${ground}${points.join('')}"></path>
            <circle class="point" cx=${at} cy=${y(reached)} r="3.5"></circle>
            <text class="word ${beside ? 'end' : ''}" x=${at + (beside ? -8 : 8)} y=${ground - 36}>
              ${plural(effective, 'dimension')}
            </text>
            <text class="word ${beside ? 'end' : ''}" x=${at + (beside ? -8 : 8)} y=${ground - 21}>
              ${effective === 1 ? 'carries' : 'carry'} 90 %
            </text>`
      }
      <text class="tick" x=${curve.left} y=${ground + 14}>0</text>
      <text class="word middle" x=${curve.left + inner / 2} y=${ground + 14}>dimensions</text>
      <text class="tick end" x=${curve.left + inner} y=${ground + 14}>
        ${dimensions === 0 ? '' : count(dimensions)}
      </text>
    </svg>
  </figure>`;
}

/** CSS pixels. */
const spreadHeight = 56;

/** Mean of each dimension and one standard deviation to both sides. */
export function dimensionSpread(analysis: EmbeddingAnalysis | null, width: number): TemplateResult {
  const means = analysis?.dimensionMeans ?? [];
  const stds = analysis?.dimensionStds ?? [];
  const most = Math.max(
    ...means.map((mean, at) => Math.abs(mean) + (stds[at] ?? 0)),
    Number.MIN_VALUE,
  );
  const step = width / Math.max(1, means.length);
  const y = (figure: number): number => spreadHeight / 2 - (figure / most) * (spreadHeight / 2 - 2);
  const bars: string[] = [];
  const middles: string[] = [];
  means.forEach((mean, at) => {
    const std = stds[at] ?? 0;
    const left = at * step;
    const wide = Math.max(0.6, step - (step > 3 ? 1 : 0));
    const [top, bottom] = [y(mean + std), y(mean - std)];
    bars.push(
      `M${left.toFixed(2)} ${top.toFixed(2)}h${wide.toFixed(2)}V${bottom.toFixed(2)}h${(-wide).toFixed(2)}z`,
    );
    middles.push(`M${left.toFixed(2)} ${y(mean).toFixed(2)}h${wide.toFixed(2)}`);
  });
  const range = (figures: readonly number[]): string =>
    `from ${value(Math.min(...figures))} to ${value(Math.max(...figures))}`;
  const label =
    means.length === 0
      ? 'Mean and spread by dimension: not known'
      : `By dimension: means ${range(means)}, standard deviations ${range(stds)}`;
  return html`<figure class="chart">
    <svg role="img" aria-label=${label} width=${width} height=${spreadHeight}>
      <path class="soft" d=${bars.join('')}></path>
      <path class="grid" d="M0 ${spreadHeight / 2 + 0.5}H${width}"></path>
      <path class="mean" d=${middles.join('')}></path>
    </svg>
    <figcaption class="axis">
      <span class="mono">${means.length === 0 ? '' : '0'}</span><span>dimension</span
      ><span class="mono">${means.length === 0 ? '' : count(means.length - 1)}</span>
    </figcaption>
  </figure>`;
}
