import { css, html, nothing, svg } from 'lit';
import type { OutputReport } from '../../../src/protocol/verify.ts';
import { section } from '../../elements/section.ts';
import { count, plural } from '../../format.ts';

const height = 132;
const identicalWidth = 52;
const step = 31;
/** Room above the bars for their counts, below for the axis. */
const above = 18;
const below = 36;

/** Counts of all outputs together, by decade of |difference|. */
function gather(outputs: readonly OutputReport[]): {
  identical: number;
  decades: Map<number, number>;
} {
  const decades = new Map<number, number>();
  let identical = 0;
  for (const { differences } of outputs) {
    identical += differences.identical;
    for (const decade of differences.decades) {
      decades.set(decade.exponent, (decades.get(decade.exponent) ?? 0) + decade.count);
    }
  }
  return { identical, decades };
}

function axisLabel(exponent: number): string {
  return exponent === 0 ? '1' : `1e${exponent}`;
}

/**
 * How many values differ by how much. "identical" is a bar of its own, because zero has no place on a log
 * axis; the dotted line is the absolute tolerance, where all outputs share one.
 */
export function differencesChart(outputs: readonly OutputReport[]): unknown {
  const compared = outputs.filter(
    ({ problem, onlyInReload }) => problem === undefined && onlyInReload !== true,
  );
  const { identical, decades } = gather(compared);
  const differing = [...decades].filter(([, values]) => values > 0);
  if (differing.length === 0) return nothing;
  const total = identical + differing.reduce((sum, [, values]) => sum + values, 0);
  const exponents = differing.map(([exponent]) => exponent);
  const tolerances = new Set(compared.map(({ tolerance }) => tolerance.atol));
  const [atol = 0] = tolerances.size === 1 ? tolerances : [];
  const atolExponent = atol > 0 ? Math.log10(atol) : null;
  const from = Math.min(-7, Math.floor(atolExponent ?? 0) - 1, ...exponents);
  const to = Math.max(from + 7, 0, ...exponents.map((exponent) => exponent + 1));
  const axis = identicalWidth + 24;
  const width = axis + (to - from) * step + 24;
  const most = Math.log10(1 + Math.max(identical, ...differing.map(([, values]) => values)));
  const tall = (values: number): number =>
    values === 0 ? 0 : Math.max(2, (Math.log10(1 + values) / most) * height);
  const x = (exponent: number): number => axis + (exponent - from) * step;
  const ground = above + height;
  const label = [
    `${count(identical)} of ${plural(total, 'value')} identical`,
    ...differing.map(([exponent, values]) => `${count(values)} from ${axisLabel(exponent)} up`),
  ].join(', ');
  const bar = (left: number, wide: number, values: number, classes: string): unknown => svg`
    <rect class=${classes} x=${left} y=${ground - tall(values)} width=${wide} height=${tall(values)}></rect>
    <text class="figure" x=${left + wide / 2} y=${ground - tall(values) - 5}>${count(values)}</text>`;
  return section(
    { title: 'Differences', note: `${plural(total, 'value')}, log scale` },
    html`<div class="scrolls">
      <svg
        class="differences"
        role="img"
        aria-label=${label}
        width=${width}
        height=${ground + below}
      >
        ${bar(0, identicalWidth, identical, 'same')}
        <text class="word" x=${identicalWidth / 2} y=${ground + 14}>identical</text>
        ${differing.map(([exponent, values]) =>
          bar(
            x(exponent) + 1,
            step - 2,
            values,
            atolExponent !== null && exponent + 1 <= atolExponent ? 'within' : 'beyond',
          ),
        )}
        <path class="ground" d="M0 ${ground + 0.5} H${width}"></path>
        ${Array.from({ length: to - from + 1 }, (_, index) => from + index).map(
          (exponent) =>
            svg`<text class="tick" x=${x(exponent)} y=${ground + 14}>${axisLabel(exponent)}</text>`,
        )}
        <text class="word" x=${(axis + width) / 2} y=${ground + 30}>absolute difference</text>
        ${
          atolExponent === null
            ? nothing
            : svg`<path class="tolerance" d="M${x(atolExponent)} ${above - 6} V${ground}"></path>
              <text class="word" text-anchor="end" x=${x(atolExponent) - 4} y=${above - 4}>tolerance</text>`
        }
      </svg>
    </div>`,
  );
}

export const differencesStyles = css`
  .differences {
    display: block;
    overflow: visible;
    font-family: var(--vscode-font-family);
    font-size: 11px;
    text-anchor: middle;
  }
  .differences .same {
    fill: var(--passed);
    fill-opacity: 0.8;
  }
  .differences .within {
    fill: var(--data);
  }
  .differences .beyond {
    fill: var(--failed);
  }
  .differences .figure {
    fill: var(--text);
  }
  .differences .word {
    fill: var(--secondary);
  }
  .differences .word[text-anchor='end'] {
    text-anchor: end;
  }
  .differences .tick {
    fill: var(--secondary);
    font-family: var(--mono);
    font-size: 10px;
  }
  .differences .ground {
    stroke: var(--node-line);
  }
  .differences .tolerance {
    stroke: var(--secondary);
    stroke-dasharray: 2 3;
    fill: none;
  }
`;
