import { css, html, nothing, type TemplateResult } from 'lit';
import type { OutputReport } from '../../../src/protocol/verify.ts';
import type { CopiedColumn } from '../../copy.ts';
import { link } from '../../elements/controls.ts';
import { name } from '../../elements/names.ts';
import { section } from '../../elements/section.ts';
import { count, difference } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import { copies } from '../copies.ts';

const mostShown = 20;

interface Worst {
  readonly output: string;
  readonly index: readonly number[];
  readonly original: string;
  readonly reloaded: string;
  readonly difference: number | string | null;
}

function size(worst: Worst): number {
  return typeof worst.difference === 'number' ? worst.difference : Number.POSITIVE_INFINITY;
}

/** How many leading characters two figures share. */
export function agreeing(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function figure(text: string, quiet: number): TemplateResult {
  return html`<span class="tertiary">${text.slice(0, quiet)}</span
    ><strong>${text.slice(quiet)}</strong>`;
}

const copied: readonly CopiedColumn<Worst>[] = [
  { title: 'output', value: ({ output }) => output },
  { title: 'index', value: ({ index }) => index },
  { title: 'original', value: ({ original }) => original },
  { title: 'reloaded', value: ({ reloaded }) => reloaded },
  { title: 'difference', value: (worst) => worst.difference },
];

/** The largest differences of all outputs: digits that agree quiet, digits that differ strong. */
export function worstTable(
  model: Model,
  outputs: readonly OutputReport[],
  onAll: () => void,
): unknown {
  const all = outputs
    .flatMap((output): Worst[] => output.worst.map((worst) => ({ ...worst, output: output.name })))
    .sort((a, b) => size(b) - size(a));
  if (all.length === 0) return nothing;
  return section(
    {
      title: 'Worst elements',
      ...(all.length > mostShown ? { end: link(`All ${count(all.length)}`, onAll) } : {}),
      copied: copies(model, 'Element', copied, all),
    },
    html`<div class="scrolls">
      <table class="worst" aria-label="Worst elements">
        <thead>
          <tr>
            <th>Output</th>
            <th>At</th>
            <th class="number">Original</th>
            <th class="number">Reloaded</th>
            <th class="number">Diff</th>
          </tr>
        </thead>
        <tbody>
          ${all.slice(0, mostShown).map((worst) => {
            const quiet = agreeing(worst.original, worst.reloaded);
            return html`<tr>
              <td class="limited">${name(worst.output)}</td>
              <td class="mono secondary">[${worst.index.join(', ')}]</td>
              <td class="number limited" title=${worst.original}>
                ${figure(worst.original, quiet)}
              </td>
              <td class="number limited" title=${worst.reloaded}>
                ${figure(worst.reloaded, quiet)}
              </td>
              <td class="number">${difference(worst.difference)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`,
  );
}

export const worstStyles = css`
  .worst strong {
    font-weight: 600;
  }
`;
