import { html, type TemplateResult } from 'lit';
import type { Column } from '../../elements/data-grid-columns.ts';
import { kindOf } from '../../elements/kinds.ts';
import { bytes, count, middle, share, statedShape, storedShape, visible } from '../../format.ts';
import { layerLabel, type LayerNode } from '../../state/layers.ts';
import type { Room } from '../view.ts';
import type { LayerRow } from './layer-rows.ts';

const inferred = 'Inferred from variables and ops: the file does not name the class';

function square({ layer }: LayerNode): TemplateResult {
  return html`<span class="square ${kindOf(layer.class)}"></span>`;
}

function label({ layer }: LayerNode, characters: number, dim: boolean): TemplateResult {
  return html`<span
    class="layer-name cut ${dim ? 'tertiary' : ''}"
    title=${visible(layer.path || layer.name)}
    >${middle(visible(layerLabel(layer)), characters - 2)}</span
  >`;
}

function className({ layer }: LayerNode): unknown {
  if (layer.class === null) return html`<span class="tertiary">–</span>`;
  return layer.classSource === 'inferred'
    ? html`<em class="secondary cut" title=${inferred}>${visible(layer.class)}</em
        ><span class="caption">inferred</span>`
    : html`<span class="secondary cut">${visible(layer.class)}</span>`;
}

/** The class in the quiet, behind the name. */
function classBehind({ layer }: LayerNode): unknown {
  if (layer.class === null) return '';
  return layer.classSource === 'inferred'
    ? html`<em class="layer-class cut" title=${inferred}>${visible(layer.class)}</em>`
    : html`<span class="layer-class cut">${visible(layer.class)}</span>`;
}

function outputText({ layer }: LayerNode): string {
  const [first = null, ...more] = layer.outputShapes ?? [];
  const text = first === null ? '' : statedShape(first);
  return more.length === 0 ? text : `${text} +${more.length}`;
}

function outputs(node: LayerNode): TemplateResult {
  const all = (node.layer.outputShapes ?? []).map(statedShape).join(' · ');
  return html`<span class="cut secondary" title=${all}>${outputText(node)}</span>`;
}

const parameters: Column<LayerRow>['cell'] = ({ node: { layer } }) =>
  layer.parameters === 0 ? html`<span class="tertiary">0</span>` : count(layer.parameters);

/** Beside the graph: what there is room for. `shaped`: whether any output's shape is known; `dim`: what a search does not find. */
export function columnsBesideGraph(
  shaped: boolean,
  dim: (row: LayerRow) => boolean,
): readonly Column<LayerRow>[] {
  const columns: readonly Column<LayerRow>[] = [
    {
      id: 'layer',
      title: 'Layer',
      width: 120,
      grows: true,
      cell: (row, characters) =>
        html`${square(row.node)}${label(row.node, characters, dim(row))}${classBehind(row.node)}`,
    },
    {
      id: 'output',
      title: 'Output',
      width: 64,
      mono: true,
      cell: ({ node }) => outputs(node),
      text: ({ node }) => outputText(node),
    },
    {
      id: 'parameters',
      title: 'Params',
      width: 68,
      align: 'end',
      mono: true,
      cell: parameters,
      text: ({ node }) => count(node.layer.parameters),
    },
  ];
  return shaped ? columns : columns.filter(({ id }) => id !== 'output');
}

/** Where there is no graph the tree has its room. `total`: parameters of the whole model. */
export function columnsAlone(
  room: Room,
  total: number,
  dim: (row: LayerRow) => boolean,
): readonly Column<LayerRow>[] {
  const columns: readonly Column<LayerRow>[] = [
    {
      id: 'layer',
      title: 'Layer',
      width: room === 'narrow' ? 140 : 260,
      grows: true,
      cell: (row, characters) => html`${square(row.node)}${label(row.node, characters, dim(row))}`,
    },
    {
      id: 'class',
      title: 'Class',
      width: room === 'narrow' ? 100 : 148,
      cell: ({ node }) => className(node),
    },
    {
      id: 'weights',
      title: 'Weights',
      width: 144,
      mono: true,
      cell: ({ node }) => {
        const shapes = node.weights.map(({ shape }) => storedShape(shape));
        return html`<span class="cut secondary" title=${shapes.join(' · ')}
          >${shapes.join(' · ')}</span
        >`;
      },
    },
    {
      id: 'parameters',
      title: 'Parameters',
      width: 92,
      align: 'end',
      mono: true,
      cell: parameters,
    },
    {
      id: 'share',
      title: 'Share',
      width: 72,
      align: 'end',
      mono: true,
      cell: ({ node: { layer } }) =>
        html`<span class="secondary"
          >${layer.parameters === 0 ? '' : share(layer.parameters, total)}</span
        >`,
    },
    {
      id: 'memory',
      title: 'Memory',
      width: 80,
      align: 'end',
      mono: true,
      cell: ({ node }) =>
        html`<span class="secondary"
          >${node.bytes === null || node.bytes === 0 ? '' : bytes(node.bytes)}</span
        >`,
    },
  ];
  if (room === 'wide') return columns;
  const kept = new Set(
    room === 'narrow'
      ? ['layer', 'class', 'parameters']
      : ['layer', 'class', 'weights', 'parameters', 'share'],
  );
  return columns.filter(({ id }) => kept.has(id));
}
