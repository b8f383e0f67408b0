import { css, html, nothing, type TemplateResult } from 'lit';

import { link } from '../../elements/controls.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import { kindOf, type CategoryColour } from '../../elements/kinds.ts';
import { name } from '../../elements/names.ts';
import { section } from '../../elements/section.ts';
import { bytes, count, plural, share, storedShape, visible } from '../../format.ts';
import { layerLabel, type LayerNode } from '../../state/layers.ts';
import type { Model } from '../../state/model.ts';
import { copiedLayers } from '../copied-layers.ts';
import { copies } from '../copies.ts';
import type { Room, Target } from '../view.ts';

const shownLayers = 8;

/** The layers that a reader would name: the roots, or what the only root holds. */
function topLayers(roots: readonly LayerNode[]): readonly LayerNode[] {
  const [only] = roots;
  const top =
    roots.length === 1 && only !== undefined && only.children.length > 0 ? only.children : roots;
  return top
    .filter(({ layer }) => layer.parameters > 0)
    .sort((a, b) => b.layer.parameters - a.layer.parameters);
}

/** How much of what is known to be trained, or null where some layer does not say. */
function trainable(roots: readonly LayerNode[]): { trained: number; frozen: number } | null {
  let [trained, frozen] = [0, 0];
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    stack.push(...node.children);
    if (node.ownParameters === 0) continue;
    if (node.layer.trainable === null) return null;
    if (node.layer.trainable) trained += node.ownParameters;
    else frozen += node.ownParameters;
  }
  return { trained, frozen };
}

interface Row {
  readonly node: LayerNode;
  readonly colour: CategoryColour;
  /** How many of its colour stand before it; neighbours of one kind differ in strength. */
  readonly strength: number;
}

function rowsOf(nodes: readonly LayerNode[]): readonly Row[] {
  const seen = new Map<CategoryColour, number>();
  return nodes.map((node) => {
    const colour = kindOf(node.layer.class);
    const strength = seen.get(colour) ?? 0;
    seen.set(colour, strength + 1);
    return { node, colour, strength };
  });
}

function fill({ colour, strength }: Row): string {
  const percent = [100, 58, 78, 42][strength % 4];
  return `color-mix(in srgb, var(--${colour}) ${percent}%, var(--background))`;
}

/** Where the parameters are: one bar and the largest layers as a table. */
export function parametersByLayer(
  model: Model,
  room: Room,
  onNavigate: (target: Target) => void,
): unknown {
  const { roots } = model.layers;
  if (roots === null || model.summary.layerCount === 0) return nothing;
  const layers = topLayers(roots);
  if (layers.length === 0) return noParameters(model, onNavigate);
  const total = layers.reduce((sum, { layer }) => sum + layer.parameters, 0);
  const rows = rowsOf(layers);
  const all = model.summary.parameterCount ?? total;
  const split = trainable(roots);
  const bar = html`<div
    class="bar"
    role="img"
    aria-label=${rows
      .slice(0, shownLayers)
      .map(({ node: { layer } }) => `${layerLabel(layer)} ${share(layer.parameters, total)}`)
      .join(', ')}
  >
    ${rows.map(
      (row) =>
        html`<span
          title="${visible(layerLabel(row.node.layer))} · ${share(row.node.layer.parameters, total)}"
          ${cssProperties({ 'flex-grow': String(row.node.layer.parameters), background: fill(row) })}
        ></span>`,
    )}
  </div>`;
  return section(
    {
      title: 'Parameters by layer',
      end: [
        ...(split === null
          ? [count(total)]
          : [`${count(split.trained)} trainable`, `${count(split.frozen)} frozen`]),
        ...(total < all ? [`${count(all - total)} in no layer`] : []),
      ].join(' · '),
      copied: copies(
        model,
        'Layer',
        copiedLayers,
        layers.map(({ layer }) => layer),
      ),
    },
    html`${bar} ${layerTable(rows.slice(0, shownLayers), total, room, onNavigate)}
    ${
      rows.length > shownLayers
        ? html`<p class="small">
            ${link(plural(rows.length - shownLayers, 'more layer'), () => {
              onNavigate({ view: 'architecture' });
            })}
          </p>`
        : nothing
    }`,
  );
}

function layerTable(
  rows: readonly Row[],
  total: number,
  room: Room,
  onNavigate: (target: Target) => void,
): TemplateResult {
  const full = room !== 'narrow';
  return html`<table class="layers">
    <thead>
      <tr>
        <th>Layer</th>
        <th>Class</th>
        ${full ? html`<th>Weights</th>` : nothing}
        <th class="number">Parameters</th>
        <th class="number">Share</th>
        ${full ? html`<th class="number">Memory</th>` : nothing}
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => {
        const { layer, weights, bytes: size } = row.node;
        const shapes = weights.map((weight) => storedShape(weight.shape).replaceAll(' ', ' '));
        return html`<tr>
          <td>
            <span class="layer"
              ><span class="square" ${cssProperties({ background: fill(row) })}></span
              ><button
                type="button"
                class="plain cut"
                @click=${() => {
                  onNavigate({ view: 'architecture', layer: layer.path });
                }}
              >
                ${name(layerLabel(layer))}
              </button></span
            >
          </td>
          <td class="secondary">
            ${
              layer.class === null
                ? '–'
                : layer.classSource === 'inferred'
                  ? html`<em title="inferred">${name(layer.class)}</em>`
                  : name(layer.class)
            }
          </td>
          ${full ? html`<td class="mono">${shapes.slice(0, 3).join(' · ') || '–'}</td>` : nothing}
          <td class="number">${count(layer.parameters)}</td>
          <td class="number secondary">${share(layer.parameters, total)}</td>
          ${
            full
              ? html`<td class="number secondary">${size === null ? '–' : bytes(size)}</td>`
              : nothing
          }
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function noParameters(model: Model, onNavigate: (target: Target) => void): TemplateResult {
  const open = link('Open Architecture', () => {
    onNavigate({ view: 'architecture' });
  });
  return section(
    { title: 'Parameters by layer' },
    html`<p class="small secondary">
      ${plural(model.summary.layerCount, 'layer')}, none with weights of its own. ${open}
    </p>`,
  );
}

export const parameterStyles = css`
  .bar {
    display: flex;
    gap: 1px;
    height: 8px;
    border-radius: 2px;
    overflow: hidden;
  }
  .bar > span {
    flex: 1 1 0;
    min-width: 2px;
  }
  .layers .square {
    width: 8px;
    height: 8px;
  }
  .layers {
    table-layout: auto;
  }
  .layers td {
    max-width: 200px;
  }
  .layers td:first-child {
    width: 40%;
    max-width: 0;
  }
  .layer {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }
  .layer > .square {
    align-self: center;
  }
  .plain {
    appearance: none;
    display: flex;
    border: 0;
    padding: 0;
    background: none;
    font: inherit;
    color: inherit;
    cursor: pointer;
  }
  .plain:hover {
    color: var(--link);
  }
  @container (max-width: 420px) {
    .layers td:first-child {
      width: 100%;
    }
    .layers :is(th, td):nth-child(2) {
      display: none;
    }
  }
  :host-context(.vscode-high-contrast) .bar > span {
    border: 1px solid var(--line);
  }
`;
