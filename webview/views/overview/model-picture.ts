import { css, html, type TemplateResult } from 'lit';
import type { GraphChoice, GraphPicture, GraphQuery } from '../../../src/protocol/graph.ts';
import '../../elements/graph/graph.ts';
import type { GraphEvents } from '../../elements/graph/graph.ts';
import { stillZoom } from '../../elements/graph/camera.ts';
import { middle, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import type { Target } from '../view.ts';

/** With more layers only the outermost groups are shown, and with more of those none of them. */
const [mostLayers, mostGroups] = [12, 30];
/** A picture that would have to be smaller, or taller, is none for a page. CSS pixels. */
const [leastZoom, mostHeight] = [0.45, 560];

/** What Overview wants to be drawn: the author's layers, or where these are many the groups that they are in. */
export function sketchQuery(choice: GraphChoice, down: boolean, model: Model): GraphQuery {
  const query: GraphQuery = {
    ...{ graph: choice.id, level: 'layers', direction: down ? 'down' : 'right' },
    ...{ opened: [], closed: [] },
  };
  const { picture, drawn } = model.sketch;
  if (picture === null || drawn?.graph !== choice.id) return query;
  const layers = picture.nodes.filter(
    ({ kind, expanded }) => (kind === 'layer' || kind === 'group') && expanded !== true,
  );
  const open = picture.nodes.filter(({ expanded }) => expanded === true).map(({ id }) => id);
  const closed = layers.length > mostLayers && open.length > 0 ? open : drawn.closed;
  return { ...query, closed };
}

/** Whether a picture says what goes where, and can be read in so much room. `width` in CSS pixels. */
export function isReadable(picture: GraphPicture, width: number): boolean {
  const outermost = picture.nodes.filter(({ parent }) => parent === null);
  const zoom = stillZoom(picture, width);
  return (
    picture.edges.length > 0 &&
    outermost.length <= mostGroups &&
    zoom >= leastZoom &&
    picture.height * zoom <= mostHeight
  );
}

export interface ModelPicture {
  readonly model: Model;
  readonly choice: GraphChoice;
  readonly picture: GraphPicture;
  readonly down: boolean;
  /** Id of the node that the keyboard is at. */
  readonly current: string | null;
  readonly onCurrent: (id: string | null) => void;
  readonly onNavigate: (target: Target) => void;
}

/** The model from its inputs to its outputs; every node leads to where Architecture shows it. */
export function modelPicture({
  model,
  choice,
  picture,
  down,
  current,
  onCurrent,
  onNavigate,
}: ModelPicture): TemplateResult {
  const open = (id: string): void => {
    const layer = picture.nodes.find((node) => node.id === id)?.layer ?? null;
    const node = { graph: choice.id, id };
    onNavigate({ view: 'architecture', node, ...(layer === null ? {} : { layer }) });
  };
  return html`<sm-graph
    class="model"
    still
    .label=${`Picture of ${middle(visible(model.summary.name), 80)}`}
    .picture=${picture}
    .place=${choice.id}
    .down=${down}
    .selected=${current}
    @graph-select=${({ detail: { id, by } }: GraphEvents['graph-select']) => {
      if (by === 'key') onCurrent(id);
      else if (id !== null) open(id);
    }}
    @graph-open=${({ detail }: GraphEvents['graph-open']) => {
      open(detail.id);
    }}
  ></sm-graph>`;
}

export const modelPictureStyles = css`
  .model {
    margin: 8px 0;
  }
  .unknown {
    min-height: 152px;
  }
`;
