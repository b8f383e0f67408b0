import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorData } from '../../../src/protocol/errors.ts';
import type { GraphLink, GraphNodeDetail, PictureNode } from '../../../src/protocol/graph.ts';
import { iconButton, link } from '../../elements/controls.ts';
import { colourOf } from '../../elements/graph/node-marks.ts';
import { name } from '../../elements/names.ts';
import { problem } from '../../elements/problem.ts';
import { fileName, middle, plural, visible } from '../../format.ts';
import type { Target } from '../view.ts';
import { andMore, typeText } from './listed.ts';

/** Links, attributes and weights that are listed; of more their number is said. */
const [mostLinks, mostAttributes, mostWeights] = [12, 60, 40];

export interface NodeActions {
  readonly onNode: (id: string) => void;
  readonly onLayer: (path: string) => void;
  readonly onToggle: (id: string) => void;
  readonly onNavigate: (target: Target) => void;
  readonly onClose: () => void;
}

const kindWords = {
  input: 'Input',
  output: 'Output',
  layer: 'Layer',
  group: 'Group',
  op: 'Op',
} as const;

function links(
  label: string,
  all: readonly GraphLink[],
  onNode: (id: string) => void,
): readonly TemplateResult[] {
  return all.slice(0, mostLinks).map(
    (each, at) =>
      html`<dt>${at === 0 ? label : ''}</dt>
        <dd>
          ${link(
            name(fileName(each.name), 40),
            () => {
              onNode(each.id);
            },
            visible(each.name),
          )}
          <span class="secondary">${typeText(each)}</span>
        </dd>`,
  );
}

/** What a node takes from and gives to, each a way to go there. */
export function connections(
  { from, to }: Pick<GraphNodeDetail, 'from' | 'to'>,
  onNode: (id: string) => void,
): unknown {
  if (from.length === 0 && to.length === 0) return nothing;
  return html`<h3>Connections</h3>
    <dl class="facts">${links('from', from, onNode)} ${links('to', to, onNode)}</dl>
    ${andMore(Math.max(from.length, to.length), mostLinks)}`;
}

/** Opens and closes what a layer or a group holds. */
export function opsLink(node: PictureNode, onToggle: (id: string) => void): unknown {
  if (node.expanded === null) return nothing;
  const what = node.ops === 0 ? 'what is in it' : plural(node.ops, 'op');
  const of = node.kind === 'layer' ? ' of this layer' : '';
  return html`<p class="small">
    ${link(`${node.expanded ? 'Hide' : 'Show'} ${what}${node.ops === 0 ? '' : of}`, () => {
      onToggle(node.id);
    })}
  </p>`;
}

function weightLines({ weights }: GraphNodeDetail, onNavigate: (target: Target) => void): unknown {
  if (weights.length === 0) return nothing;
  return html`<h3>${plural(weights.length, 'weight')}</h3>
    <dl class="facts">
      ${weights.slice(0, mostWeights).map((weight) => {
        const { tensor } = weight;
        return html`<dt>${name(weight.name, 32)}</dt>
          <dd>
            ${
              tensor === null
                ? typeText(weight)
                : link(
                    typeText(weight),
                    () => {
                      onNavigate({ view: 'tensors', tensor });
                    },
                    visible(tensor),
                  )
            }
          </dd>`;
      })}
    </dl>
    ${andMore(weights.length, mostWeights)}`;
}

/** Everything known of a node that is no layer: an op, a group, an end. */
export function nodeDetail(
  node: PictureNode,
  known: GraphNodeDetail | ErrorData | null,
  actions: NodeActions,
): TemplateResult {
  const shown = node.kind === 'op' && node.class !== null ? node.class : node.name;
  const facts = [
    kindWords[node.kind],
    ...(node.kind !== 'op' && node.class !== null ? [visible(node.class)] : []),
    ...(node.kind === 'group' && node.ops > 0 ? [plural(node.ops, 'op')] : []),
    ...(node.parameters > 0 ? [plural(node.parameters, 'parameter')] : []),
  ];
  return html`<div class="detail-head">
      <span class="square ${colourOf(node)}"></span>
      <h2>${name(shown)}</h2>
      ${iconButton('close', 'Close', { onClick: actions.onClose })}
    </div>
    <p class="small secondary">${facts.join(' · ')}</p>
    ${opsLink(node, actions.onToggle)}
    ${
      known === null
        ? nothing
        : 'code' in known
          ? problem(known.message, 'small')
          : knownDetail(node, known, actions)
    }`;
}

function knownDetail(
  node: PictureNode,
  known: GraphNodeDetail,
  { onNode, onLayer, onNavigate }: NodeActions,
): TemplateResult {
  const { layer, outputs, attributes } = known;
  const places: readonly (readonly [string, string])[] = [
    ...(node.kind === 'op' && known.name !== node.class ? [['name', known.name] as const] : []),
    ...(known.function === null ? [] : [['function', known.function] as const]),
    ...(known.device === null || known.device === '' ? [] : [['device', known.device] as const]),
  ];
  return html`<dl class="facts">
      ${
        layer === null
          ? nothing
          : html`<dt>layer</dt>
              <dd>
                ${link(name(layer === '' ? 'the model' : layer), () => {
                  onLayer(layer);
                })}
              </dd>`
      }
      ${places.map(
        ([label, text]) =>
          html`<dt>${label}</dt>
            <dd>${name(text)}</dd>`,
      )}
      ${outputs.slice(0, mostLinks).map(
        (output, at) =>
          html`<dt>${at === 0 ? (outputs.length === 1 ? 'output' : 'outputs') : ''}</dt>
            <dd>${typeText(output) || 'any shape'}</dd>`,
      )}
    </dl>
    ${weightLines(known, onNavigate)} ${connections(known, onNode)}
    ${
      attributes.length === 0
        ? nothing
        : html`<h3>Attributes</h3>
            <dl class="facts">
              ${attributes.slice(0, mostAttributes).map(
                (attribute) =>
                  html`<dt>${name(attribute.name, 40)}</dt>
                    <dd title=${visible(attribute.value)}>
                      ${middle(visible(attribute.value), 200)}
                    </dd>`,
              )}
            </dl>
            ${andMore(attributes.length, mostAttributes)}`
    }`;
}
