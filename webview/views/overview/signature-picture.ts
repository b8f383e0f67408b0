import { css, html, nothing, svg, type TemplateResult } from 'lit';
import type { Signature, SignatureTensor } from '../../../src/protocol/model.ts';
import { dropdown, link } from '../../elements/controls.ts';
import { name } from '../../elements/names.ts';
import { section } from '../../elements/section.ts';
import { middle, plural, statedShape, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import type { Target } from '../view.ts';

/** With more ends on one side the table of the signature stands in the picture's place. */
const mostEnds = 6;
/** Height of an end and the room between two. CSS pixels. */
const endHeight = 44;
const endGap = 16;

export interface PictureOptions {
  readonly model: Model;
  /** What stands in the place of the ends and the model between them, by the name of the signature; undefined: nothing. */
  readonly inPlace: (signature: string) => TemplateResult | undefined;
  /** Index of the chosen signature, −1 for the one that is served. */
  readonly chosen: number;
  readonly topDown: boolean;
  readonly onChoose: (index: number) => void;
  readonly onNavigate: (target: Target) => void;
}

interface Named {
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly signature: Signature;
}

function all(model: Model): readonly Named[] {
  const graphs = model.summary.metaGraphs ?? [];
  return graphs.flatMap((graph, at) =>
    Object.entries(graph.signatures).map(([key, signature]) => ({
      id: `${at}/${key}`,
      key,
      label: middle(visible(graphs.length > 1 ? `${key} · ${graph.tags.join(', ')}` : key), 80),
      signature,
    })),
  );
}

/** What goes into the model and what comes out, by one of its signatures. */
export function signaturePicture(options: PictureOptions): unknown {
  const { model, chosen, topDown, inPlace, onChoose, onNavigate } = options;
  const signatures = all(model);
  if (signatures.length === 0) return withoutSignature(options);
  const served = signatures.findIndex(({ id }) => id.endsWith('/serving_default'));
  const index = chosen >= 0 ? chosen : Math.max(0, served);
  const shown = signatures[index];
  if (shown === undefined) return nothing;
  const inputs = Object.entries(shown.signature.inputs);
  const outputs = Object.entries(shown.signature.outputs);
  const open = (): void => {
    onNavigate({ view: 'signatures', signature: shown.id });
  };
  const batch = [...inputs, ...outputs].some(([, { shape }]) => shape?.[0] === null);
  const whole = inPlace(shown.key);
  const picker =
    signatures.length === 1
      ? html`<span class="mono secondary cut">${shown.label}</span>`
      : dropdown(
          'Signature',
          signatures.map(({ label }, at) => ({ value: String(at), label })),
          String(index),
          (value) => {
            onChoose(Number(value));
          },
        );
  return section(
    {
      title: 'Model',
      beside: picker,
      ...(batch ? { note: '· ? is the batch size' } : {}),
      end:
        whole === undefined
          ? link('Open Signatures', open)
          : link('Open Architecture', () => {
              onNavigate({ view: 'architecture' });
            }),
    },
    whole ??
      (Math.max(inputs.length, outputs.length) > mostEnds
        ? endsTable(inputs, outputs, open)
        : picture(inputs, outputs, card(model, onNavigate), topDown)),
  );
}

/** Of what has layers and no signature, as Keras's own files: the picture, where there is one. */
function withoutSignature({ inPlace, onNavigate }: PictureOptions): unknown {
  const whole = inPlace('');
  if (whole === undefined) return nothing;
  return section(
    {
      title: 'Model',
      end: link('Open Architecture', () => {
        onNavigate({ view: 'architecture' });
      }),
    },
    whole,
  );
}

function end([key, tensor]: readonly [string, SignatureTensor]): TemplateResult {
  return html`<li class="pill">
    <strong class="cut">${name(key)}</strong>
    <span class="mono secondary">${tensor.dtype} ${statedShape(tensor.shape)}</span>
  </li>`;
}

function card(model: Model, onNavigate: (target: Target) => void): TemplateResult {
  const { summary, layers } = model;
  const root = layers.roots?.length === 1 ? layers.roots[0]?.layer : undefined;
  const label = root === undefined || root.name === '' ? summary.name : root.name;
  const parameters =
    summary.parameterCount === null ? '' : plural(summary.parameterCount, 'parameter');
  const inside = html`<strong>${name(label)}</strong>
    <span class="secondary small">${root?.class ? name(root.class) : 'Model'}</span>
    <span class="mono secondary">${parameters}</span>`;
  return model.views.includes('architecture')
    ? html`<button
        type="button"
        class="card"
        @click=${() => {
          onNavigate({ view: 'architecture' });
        }}
      >
        ${inside}
      </button>`
    : html`<div class="card">${inside}</div>`;
}

function heightOf(ends: number): number {
  return ends * endHeight + (ends - 1) * endGap;
}

/**
 * Curves between ends and the model. The drawing stretches sideways with the page; `non-scaling-stroke` keeps
 * its lines at one pixel, and the arrow heads stand outside of it, so that nothing is distorted.
 */
function curves(ends: number, height: number, inward: boolean): TemplateResult {
  const top = (height - heightOf(ends)) / 2;
  const centre = height / 2;
  const spread = Math.min(12, 24 / Math.max(1, ends));
  const ys = Array.from({ length: ends }, (_, index) => ({
    end: top + index * (endHeight + endGap) + endHeight / 2,
    model: centre + (index - (ends - 1) / 2) * spread,
  }));
  const targets = ys.map((y) => (inward ? y.model : y.end));
  return html`<div class="flow" aria-hidden="true">
    <svg
      class="curves"
      width="100"
      height=${height}
      viewBox="0 0 100 ${height}"
      preserveAspectRatio="none"
    >
      ${ys.map(({ end: from, model: to }) => {
        const [start, stop] = inward ? [from, to] : [to, from];
        return svg`<path d="M0 ${start} C50 ${start} 50 ${stop} 100 ${stop}" vector-effect="non-scaling-stroke"></path>`;
      })}
    </svg>
    <svg class="heads" width="7" height=${height} viewBox="0 0 7 ${height}">
      ${targets.map((y) => svg`<path d="M0 ${y - 3.5} L7 ${y} L0 ${y + 3.5} Z"></path>`)}
    </svg>
  </div>`;
}

function picture(
  inputs: readonly (readonly [string, SignatureTensor])[],
  outputs: readonly (readonly [string, SignatureTensor])[],
  model: TemplateResult,
  topDown: boolean,
): TemplateResult {
  const none = (word: string): TemplateResult =>
    html`<li class="pill none secondary small">${word}</li>`;
  const left = html`<ul aria-label="Inputs">
    ${inputs.length === 0 ? none('no inputs') : inputs.map(end)}
  </ul>`;
  const right = html`<ul aria-label="Outputs">
    ${outputs.length === 0 ? none('no outputs') : outputs.map(end)}
  </ul>`;
  if (topDown) {
    const down = html`<svg class="down" width="7" height="24" viewBox="0 0 7 24" aria-hidden="true">
      <path d="M3.5 0 V18" class="stem"></path>
      <path d="M0 17 L3.5 24 L7 17 Z"></path>
    </svg>`;
    return html`<div class="picture top-down">${left}${down}${model}${down}${right}</div>`;
  }
  const [ins, outs] = [Math.max(1, inputs.length), Math.max(1, outputs.length)];
  const height = Math.max(64, heightOf(ins), heightOf(outs));
  return html`<div class="picture">
    ${left}${curves(ins, height, true)}${model}${curves(outs, height, false)}${right}
  </div>`;
}

function endsTable(
  inputs: readonly (readonly [string, SignatureTensor])[],
  outputs: readonly (readonly [string, SignatureTensor])[],
  open: () => void,
): TemplateResult {
  const most = 8;
  const side = (
    label: string,
    ends: readonly (readonly [string, SignatureTensor])[],
  ): TemplateResult =>
    html`<table>
      <thead>
        <tr>
          <th>${plural(ends.length, label)}</th>
          <th>Dtype</th>
          <th>Shape</th>
        </tr>
      </thead>
      <tbody>
        ${ends.slice(0, most).map(
          ([key, tensor]) =>
            html`<tr>
              <td>${name(key)}</td>
              <td class="mono secondary">${tensor.dtype}</td>
              <td class="mono">${statedShape(tensor.shape)}</td>
            </tr>`,
        )}
        ${
          ends.length > most
            ? html`<tr>
                <td colspan="3">${link(`${ends.length - most} more`, open)}</td>
              </tr>`
            : nothing
        }
      </tbody>
    </table>`;
  return html`<div class="sides">${side('input', inputs)}${side('output', outputs)}</div>`;
}

export const pictureStyles = css`
  .picture {
    display: grid;
    grid-template-columns:
      minmax(0, max-content) minmax(48px, 1fr) minmax(0, max-content) minmax(48px, 1fr)
      minmax(0, max-content);
    align-items: center;
    padding: 12px 0;
  }
  .picture > ul {
    display: grid;
    gap: ${endGap}px;
    min-width: 0;
  }
  .pill {
    display: grid;
    place-content: center;
    justify-items: center;
    height: ${endHeight}px;
    min-width: 112px;
    max-width: 280px;
    padding: 0 24px;
    border: 1px solid var(--tertiary);
    border-radius: ${endHeight / 2}px;
    font-size: 12px;
    line-height: 16px;
  }
  .pill strong {
    max-width: 100%;
  }
  .pill strong,
  .card strong {
    display: flex;
    font-weight: 600;
    min-width: 0;
  }
  .pill .mono {
    max-width: 100%;
    font-size: 11px;
    line-height: 15px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .pill.none {
    border-style: dashed;
  }
  .card {
    appearance: none;
    display: grid;
    gap: 1px;
    justify-items: start;
    min-width: 180px;
    max-width: 320px;
    padding: 8px 16px 8px 12px;
    border: 1px solid var(--node-line);
    border-inline-start: 3px solid var(--grey);
    border-radius: 4px;
    background: var(--node-fill);
    color: var(--text);
    font: inherit;
    text-align: start;
  }
  button.card {
    cursor: pointer;
  }
  button.card:hover {
    border-color: var(--accent);
  }
  .card > * {
    max-width: 100%;
    min-width: 0;
    display: flex;
  }
  .flow {
    display: flex;
    min-width: 0;
  }
  .flow .curves {
    flex: 1 1 0;
    width: 0;
    min-width: 0;
    fill: none;
    stroke: var(--tertiary);
    stroke-width: 1px;
  }
  .heads {
    flex: none;
    fill: var(--tertiary);
  }
  .picture.top-down {
    grid-template-columns: minmax(0, 1fr);
    justify-items: center;
    padding: 8px 0;
  }
  .top-down > ul {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
    max-width: 100%;
  }
  .top-down .pill {
    padding: 0 16px;
  }
  .down {
    fill: var(--tertiary);
    stroke: none;
  }
  .down .stem {
    stroke: var(--tertiary);
  }
  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
    gap: 16px 32px;
    align-items: start;
  }
  .heading > vscode-dropdown {
    min-width: 160px;
  }
`;
