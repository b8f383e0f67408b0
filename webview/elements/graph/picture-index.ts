import type { GraphPicture, PictureEdge, PictureNode } from '../../../src/protocol/graph.ts';
import { count } from '../../format.ts';
import { spoken } from '../names.ts';
import { seenWords } from './node-words.ts';
import { edgeLabels, type EdgeLabel } from './edge-labels.ts';
import { edgeLine, type EdgeLine } from './edge-path.ts';
import { boundsOf, centre, grown, overlap, type Rect } from './geometry.ts';
import { Taken } from './taken.ts';

/** Neighbours that are named; of more their number is said. */
const mostNamed = 4;

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** What is asked of a picture again and again. */
export class PictureIndex {
  readonly picture: GraphPicture;
  /** Whether the data flow down; else to the right. */
  readonly down: boolean;
  readonly byId: ReadonlyMap<string, PictureNode>;
  /** Where each stands in the picture's list. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly #bounds: readonly Rect[];
  readonly #out = new Map<string, PictureEdge[]>();
  readonly #in = new Map<string, PictureEdge[]>();
  readonly #closed = new Taken();
  readonly #lines = new Map<PictureEdge, EdgeLine>();
  #labels: readonly EdgeLabel[] | null = null;

  constructor(picture: GraphPicture, down: boolean) {
    this.picture = picture;
    this.down = down;
    this.byId = new Map(picture.nodes.map((node) => [node.id, node]));
    this.numbers = new Map(picture.nodes.map(({ id }, at) => [id, at]));
    this.#bounds = picture.edges.map(({ points }) => grown(boundsOf(points), 8));
    for (const node of picture.nodes) if (node.expanded !== true) this.#closed.add(node);
    for (const edge of picture.edges) {
      push(this.#out, edge.from, edge);
      push(this.#in, edge.to, edge);
    }
  }

  /** Placed when they are first wanted: far away nobody sees them. */
  get labels(): readonly EdgeLabel[] {
    return (this.#labels ??= edgeLabels(this.picture, this.down, (edge) => this.line(edge).course));
  }

  /** Nodes that lie in a part of the picture, groups before what they hold. */
  nodesIn(part: Rect): readonly PictureNode[] {
    return this.picture.nodes.filter((node) => overlap(node, part));
  }

  /** Edges that may have a piece in a part of the picture. */
  edgesIn(part: Rect): readonly PictureEdge[] {
    return this.picture.edges.filter((_, at) => overlap(this.#bounds[at] ?? part, part));
  }

  labelsIn(part: Rect): readonly EdgeLabel[] {
    return this.labels.filter((label) => overlap(label, part));
  }

  /** An edge as it is drawn. */
  line(edge: PictureEdge): EdgeLine {
    const line =
      this.#lines.get(edge) ??
      edgeLine(edge.points, this.down, (part) => this.#closed.isFree(part));
    this.#lines.set(edge, line);
    return line;
  }

  /** Edges that lead into a node, or into what it holds from outside. */
  into(node: PictureNode): readonly PictureEdge[] {
    if (node.expanded !== true) return this.#in.get(node.id) ?? [];
    return this.picture.edges.filter(
      ({ from, to }) => this.#isIn(node, to) && !this.#isIn(node, from),
    );
  }

  /** Edges that lead out of a node, or out of what it holds. */
  outOf(node: PictureNode): readonly PictureEdge[] {
    if (node.expanded !== true) return this.#out.get(node.id) ?? [];
    return this.picture.edges.filter(
      ({ from, to }) => this.#isIn(node, from) && !this.#isIn(node, to),
    );
  }

  #isIn(group: PictureNode, id: string): boolean {
    const node = this.byId.get(id);
    return id === group.id || (node !== undefined && this.#holds(group, node));
  }

  /** Where the data come in: all inputs, or the node that is the start. */
  get entrance(): Rect | null {
    const inputs = this.picture.nodes.filter(({ kind }) => kind === 'input');
    if (inputs.length === 0) return this.start;
    return boundsOf(inputs.flatMap(({ x, y, width, height }) => [x, y, x + width, y + height]));
  }

  /** Where the data come in: the first node that nothing leads to. */
  get start(): PictureNode | null {
    const { nodes } = this.picture;
    return (
      nodes.find(({ kind }) => kind === 'input') ??
      nodes.find(({ id }) => !this.#in.has(id)) ??
      nodes[0] ??
      null
    );
  }

  /** The node that an arrow leads to: along the edges where the data flow, else the nearest on that side. */
  step(id: string, arrow: Arrow): PictureNode | null {
    const from = this.byId.get(id);
    if (from === undefined) return null;
    const [forth, back]: readonly Arrow[] = this.down
      ? ['ArrowDown', 'ArrowUp']
      : ['ArrowRight', 'ArrowLeft'];
    if (arrow === forth) return this.#nearest(from, this.#ends(this.outOf(from), 'to'));
    if (arrow === back) return this.#nearest(from, this.#ends(this.into(from), 'from'));
    return this.#beside(from, arrow);
  }

  #ends(edges: readonly PictureEdge[], end: 'from' | 'to'): readonly PictureNode[] {
    return edges.flatMap((edge) => this.byId.get(edge[end]) ?? []);
  }

  #nearest(from: PictureNode, others: readonly PictureNode[]): PictureNode | null {
    return least(others, (other) => {
      const [one, two] = [centre(from), centre(other)];
      return Math.hypot(one.x - two.x, one.y - two.y);
    });
  }

  /** The nearest in the same row or column, in the same group before those outside of it. */
  #beside(from: PictureNode, arrow: Arrow): PictureNode | null {
    const across = arrow === 'ArrowLeft' || arrow === 'ArrowRight';
    const sign = arrow === 'ArrowRight' || arrow === 'ArrowDown' ? 1 : -1;
    const here = centre(from);
    return least(this.picture.nodes, (other) => {
      if (other.id === from.id || this.#holds(other, from) || this.#holds(from, other)) return null;
      const there = centre(other);
      const [along, aside] = across
        ? [(there.x - here.x) * sign, Math.abs(there.y - here.y)]
        : [(there.y - here.y) * sign, Math.abs(there.x - here.x)];
      if (along <= 0) return null;
      return along + aside * 4 + (other.parent === from.parent ? 0 : 10_000);
    });
  }

  #holds(group: PictureNode, node: PictureNode): boolean {
    if (group.expanded !== true) return false;
    for (let parent = node.parent; parent !== null;) {
      if (parent === group.id) return true;
      parent = this.byId.get(parent)?.parent ?? null;
    }
    return false;
  }

  /** A node for who hears it: "item_embedding, Embedding, 16,000 parameters, from item_id, to concatenate". */
  spoken(node: PictureNode): string {
    const neighbours = (word: string, all: readonly PictureNode[]): readonly string[] => {
      if (all.length === 0) return [];
      const names = all.slice(0, mostNamed).map(({ name }) => spoken(name));
      if (all.length > mostNamed) names.push(`${count(all.length - mostNamed)} more`);
      return [`${word} ${names.join(' and ')}`];
    };
    // What is seen comes first and in its order, so that who sees and speaks calls it by what is seen.
    const figure =
      node.parameters === 0
        ? []
        : [`${count(node.parameters)} ${node.parameters === 1 ? 'parameter' : 'parameters'}`];
    return [
      ...seenWords(node).map(spoken),
      ...(node.inferred ? ['inferred'] : []),
      ...(node.kind === 'input' || node.kind === 'output' ? [node.kind] : figure),
      ...neighbours('from', this.#ends(this.into(node), 'from')),
      ...neighbours('to', this.#ends(this.outOf(node), 'to')),
    ].join(', ');
  }
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

/** What costs least; null where nothing may be chosen. */
function least<Value>(all: readonly Value[], cost: (value: Value) => number | null): Value | null {
  let [found, best]: [Value | null, number] = [null, Infinity];
  for (const value of all) {
    const its = cost(value);
    if (its === null || its >= best) continue;
    [found, best] = [value, its];
  }
  return found;
}
