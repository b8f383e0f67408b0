import { html, nothing, type TemplateResult } from 'lit';
import type { GraphChoice, GraphPicture, PictureNode } from '../../../src/protocol/graph.ts';
import { link } from '../../elements/controls.ts';
import { name } from '../../elements/names.ts';
import { bytes, plural, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import { andMore, typeText } from './listed.ts';

/** Ends that are listed; of more their number is said. */
const mostEnds = 12;

const sources: Readonly<Record<GraphChoice['source'], string>> = {
  config: 'Layers and connections as Keras saved them.',
  traced: 'Ops of the traced functions, grouped by the layers whose variables they take.',
  scopes: 'Ops grouped by their name scopes.',
};

/** Stands where the detail of what is chosen will: what the whole model is, and how its graph is known. */
export function modelDetail(
  model: Model,
  choice: GraphChoice,
  picture: GraphPicture | null,
  onNode: (id: string) => void,
): TemplateResult {
  const { summary, layers } = model;
  const root = layers.roots?.length === 1 ? layers.roots[0]?.layer : undefined;
  const facts = [
    ...(root?.class ? [visible(root.class)] : []),
    ...(summary.parameterCount === null ? [] : [plural(summary.parameterCount, 'parameter')]),
    bytes(summary.weightBytes),
  ];
  const ends = (kind: PictureNode['kind']): readonly PictureNode[] =>
    picture?.nodes.filter((node) => node.kind === kind) ?? [];
  return html`<div class="detail-head"><h2>${name(summary.name)}</h2></div>
    <p class="small secondary">${facts.join(' · ')}</p>
    ${endList('Inputs', ends('input'), onNode)} ${endList('Outputs', ends('output'), onNode)}
    <h3>Graph</h3>
    <p class="small secondary">
      ${sources[choice.source]}
      ${
        picture === null || picture.leftOut === 0
          ? nothing
          : `${plural(picture.leftOut, 'op')} that only ${picture.leftOut === 1 ? 'moves' : 'move'} values on ${picture.leftOut === 1 ? 'is' : 'are'} left out.`
      }
    </p>`;
}

function endList(
  label: string,
  ends: readonly PictureNode[],
  onNode: (id: string) => void,
): unknown {
  if (ends.length === 0) return nothing;
  return html`<h3>${label}</h3>
    <dl class="facts">
      ${ends.slice(0, mostEnds).map(
        (end) =>
          html`<dt>
              ${link(name(end.name, 32), () => {
                onNode(end.id);
              })}
            </dt>
            <dd>${typeText(end)}</dd>`,
      )}
    </dl>
    ${andMore(ends.length, mostEnds)}`;
}
