import { css, html, type TemplateResult } from 'lit';

export const histogramStyles = css`
  .histogram {
    display: block;
    fill: var(--data);
  }
  .histogram .ground {
    fill: var(--node-line);
  }
`;

/** Counts gathered into fewer bins. A bin that lies across an edge is shared out by its parts. */
export function rebin(counts: readonly number[], bins: number): readonly number[] {
  if (counts.length <= bins) return counts;
  const gathered = Array.from({ length: bins }, () => 0);
  const ratio = bins / counts.length;
  counts.forEach((count, index) => {
    const from = index * ratio;
    const to = from + ratio;
    for (let bin = Math.floor(from); bin < Math.min(bins, to); bin += 1) {
      const part = (Math.min(to, bin + 1) - Math.max(from, bin)) / ratio;
      gathered[bin] = (gathered[bin] ?? 0) + count * part;
    }
  });
  return gathered;
}

/** Two bins of a bool are bars, too, not a wall. CSS pixels. */
const widestBar = 16;

/** Bars of one scale. `label` says in words what they show. CSS pixels. */
export function histogram(
  counts: readonly number[],
  width: number,
  height: number,
  label: string,
): TemplateResult {
  const most = Math.max(...counts, 1);
  const step = width / Math.max(1, counts.length);
  const gap = step > 3 ? 1 : 0;
  const bar = Math.min(step - gap, widestBar);
  const inset = step - gap > widestBar ? (step - bar) / 2 : 0;
  // One path and no rectangle for each bar: a table on screen has a thousand of them.
  const bars = counts
    .map((count, index) => {
      if (count <= 0) return '';
      // What is there is seen, however little it is.
      const tall = Math.max(1, Math.round((count / most) * height));
      const left = (index * step + inset).toFixed(2);
      return `M${left} ${height}v${-tall}h${bar.toFixed(2)}v${tall}z`;
    })
    .join('');
  return html`<svg
    class="histogram"
    role="img"
    aria-label=${label}
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
  >
    <rect class="ground" x="0" y=${height - 1} width=${width} height="1"></rect>
    <path d=${bars}></path>
  </svg>`;
}
