import { addTo } from '../core/multimap.ts';
import { gathered, spanName, type Gather, type Gathering } from './gather.ts';
import type { Graph, GraphNode } from './graph.ts';

/** Layers side by side that are too many for a sketch, and too many to be told apart at all. */
const many = 12;
const tooMany = 30;

/** Layers of a block that comes again and again, at most; and how often it has to come. */
const longestBlock = 64;
const fewestTimes = 3;

/** Neighbours of one kind that are one group, where there are many. */
const fewestAlike = 6;

/**
 * The same graph with its blocks as groups. Where more than 30 layers stand side by side, first those that their author
 * has named as blocks (`conv2_block1_1_conv`), then those that come again and again (attention, add, normalisation,
 * dense, …): the hundred layers of a transformer are twelve closed blocks. Twelve blocks that are alike get a frame, so
 * that a sketch can show them as one; where they still are too many they are one closed group.
 */
export function inBlocks(graph: Graph): Graph {
  return [() => namedBlocks, repeatedBlocks, alike].reduce(gathered, graph);
}

/** How many layers and groups of them there are in a list. */
function layersAmong(siblings: readonly GraphNode[]): number {
  return siblings.filter(({ kind }) => kind === 'layer' || kind === 'group').length;
}

/** Blocks as Keras's applications and many others number them in names: `block_3_expand`, `conv2_block1_0_bn`. */
const blockName = /^(.*?blocks?[_-]?\d+[a-z]?)[_\-/.]/i;

function namedBlocks(siblings: readonly GraphNode[]): Gathering[] {
  if (layersAmong(siblings) <= tooMany) return [];
  const runs: { readonly name: string; readonly members: GraphNode[] }[] = [];
  let open = '';
  for (const node of siblings) {
    const name = (node.kind === 'layer' ? blockName.exec(node.name)?.[1] : undefined) ?? '';
    if (name !== '' && name === open) runs.at(-1)?.members.push(node);
    else if (name !== '') runs.push({ name, members: [node] });
    open = name;
  }
  const blocks = runs.filter(({ members }) => members.length > 1);
  return blocks.length < 2
    ? []
    : blocks.map(({ name, members }) => ({ name, members, note: layersIn(members.length) }));
}

function repeatedBlocks(graph: Graph): ReturnType<Gather> {
  const kinds = new Kinds(graph);
  let flows: ReadonlyMap<string | null, readonly Flow[]> | undefined;
  return (siblings) => {
    if (layersAmong(siblings) <= tooMany) return [];
    flows ??= flowsByList(graph);
    const seen = siblings.filter(({ isPlumbing }) => !isPlumbing);
    // What only moves values on stands with what is before it.
    const place = new Map(siblings.map((node, at) => [node, at]));
    const placeOf = (at: number): number => {
      const node = seen[at];
      return (node && place.get(node)) ?? siblings.length;
    };
    const cuts = cutsOf(siblings, flows.get(siblings[0]?.parent ?? null) ?? []);
    return repeats(kinds.of(seen), cuts).flatMap(({ start, period, times }) =>
      Array.from({ length: times }, (_, time) => {
        const from = start + time * period;
        const [first, last] = [seen[from], seen[from + period - 1]];
        const members = siblings.slice(placeOf(from), placeOf(from + period));
        return { members, name: spanName([first, last]), note: layersIn(layersAmong(members)) };
      }),
    );
  };
}

function alike(graph: Graph): ReturnType<Gather> {
  const kinds = new Kinds(graph);
  return (siblings) => {
    const layers = layersAmong(siblings);
    return layers <= many ? [] : runsOf(siblings, kinds.of(siblings), layers <= tooMany);
  };
}

/** Neighbours of one kind. @param isOpen whether they are few enough to be looked at */
function runsOf(
  siblings: readonly GraphNode[],
  kinds: readonly string[],
  isOpen: boolean,
): Gathering[] {
  const found: Gathering[] = [];
  for (let start = 0; start < siblings.length;) {
    const kind = kinds[start] ?? '';
    let end = start + 1;
    while (end < siblings.length && kinds[end] === kind) end++;
    const members = siblings.slice(start, end);
    // A few plain layers in a row are no blocks.
    const isBlock = kind.split(' ').length > 2 || (/^(?:layer|group) /.test(kind) && !isOpen);
    if (isBlock && members.length >= fewestAlike) {
      found.push({ members, name: spanName(members), note: timesOf(members), isOpen });
    }
    start = end;
  }
  return found;
}

/** How many of what: `12 × TransformerBlock`, `12 × 5 layers`. */
function timesOf(members: readonly GraphNode[]): string {
  const [what, ...others] = new Set(members.map((each) => each.class ?? each.note));
  const isOne = what !== undefined && what !== '' && others.length === 0;
  return `${String(members.length)} ${isOne ? `× ${what}` : 'alike'}`;
}

const layersIn = (count: number): string => `${String(count)} layers`;

/** What each node of a graph is, so that two of one text are alike. */
class Kinds {
  /** Classes of the layers in each group. */
  readonly #within = new Map<string, string[]>();

  constructor({ nodes }: Graph) {
    for (const { parent, kind, class: name } of nodes) {
      if (kind === 'layer' && parent !== null) addTo(this.#within, parent, name ?? '');
    }
  }

  /** A node's class, and those of the layers in it; '' for ends. */
  of(siblings: readonly GraphNode[]): readonly string[] {
    return siblings.map(({ id, kind, class: name }) =>
      kind === 'input' || kind === 'output'
        ? ''
        : [kind, name ?? '?', ...(this.#within.get(id) ?? [])].join(' '),
    );
  }
}

/** A tensor on its way from what stands in one node of a list to what stands in another. */
interface Flow {
  readonly from: string;
  readonly to: string;
  readonly tensor: string;
}

/** What flows between the nodes of each list, by the id of the group that holds the list. */
function flowsByList({ nodes, edges }: Graph): ReadonlyMap<string | null, readonly Flow[]> {
  const numbers = new Map(nodes.map(({ id }, number) => [id, number]));
  // Groups come before what they hold, so a holder's depth is known by then.
  const depths = new Int32Array(nodes.length);
  const parents = Int32Array.from(nodes, ({ parent }, number) => {
    const holder = parent === null ? -1 : (numbers.get(parent) ?? -1);
    depths[number] = holder < 0 ? 0 : (depths[holder] ?? 0) + 1;
    return holder;
  });
  const up = (number: number): number => parents[number] ?? -1;
  const found = new Map<string | null, Flow[]>();
  for (const { from, to, output } of edges) {
    let [start, end] = [numbers.get(from) ?? -1, numbers.get(to) ?? -1];
    if (start < 0 || end < 0) continue;
    while ((depths[start] ?? 0) > (depths[end] ?? 0)) start = up(start);
    while ((depths[end] ?? 0) > (depths[start] ?? 0)) end = up(end);
    while (up(start) !== up(end)) [start, end] = [up(start), up(end)];
    const [source, target] = [nodes[start], nodes[end]];
    if (!source || !target || source === target) continue;
    const tensor = JSON.stringify([from, output]);
    addTo(found, source.parent, { from: source.id, to: target.id, tensor });
  }
  return found;
}

/** Before each position of a list without plumbing: what passes from the nodes that stand before it to those from there on. */
interface Cuts {
  /** One that three layers take passes once. */
  readonly tensors: Int32Array;
  /** One that three layers take counts three times. */
  readonly uses: Int32Array;
}

function cutsOf(siblings: readonly GraphNode[], flows: readonly Flow[]): Cuts {
  const position = new Map<string, number>();
  let last = -1;
  for (const { id, isPlumbing } of siblings) {
    if (!isPlumbing) last++;
    position.set(id, last);
  }
  const uses = new Int32Array(siblings.length + 2);
  const tensors = new Int32Array(siblings.length + 2);
  const farthest = new Map<string, number>();
  for (const { from, to, tensor } of flows) {
    const [start, end] = [position.get(from), position.get(to)];
    if (start === undefined || end === undefined || start >= end) continue;
    span(uses, start, end);
    const known = farthest.get(tensor) ?? start;
    if (end <= known) continue;
    span(tensors, known, end);
    farthest.set(tensor, end);
  }
  return { tensors: summed(tensors), uses: summed(uses) };
}

/** Counts one more at the positions after `start` up to `end`, once the steps are summed up. */
function span(steps: Int32Array, start: number, end: number): void {
  steps[start + 1] = (steps[start + 1] ?? 0) + 1;
  steps[end + 1] = (steps[end + 1] ?? 0) - 1;
}

function summed(steps: Int32Array): Int32Array {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

interface Repeat {
  readonly start: number;
  readonly period: number;
  readonly times: number;
}

/** Stretches of a list in which a block of at least two kinds comes again and again, none over another. */
function repeats(kinds: readonly string[], cuts: Cuts): readonly Repeat[] {
  const found: Repeat[] = [];
  for (let period = 2; period <= Math.min(longestBlock, kinds.length / fewestTimes); period++) {
    for (let at = 0; at + period < kinds.length; at++) {
      const start = at;
      while (kinds[at] !== '' && kinds[at] === kinds[at + period]) at++;
      const length = at - start + period;
      if (length < fewestTimes * period) continue;
      const isMixed = new Set(kinds.slice(start, start + period)).size > 1;
      if (isMixed) found.push(aligned(start, length, period, cuts));
    }
  }
  // The one that explains most; of a block and twice the same, the block.
  found.sort((a, b) => b.period * b.times - a.period * a.times || a.period - b.period);
  const taken = new Uint8Array(kinds.length);
  return found.filter(({ start, period, times }) => {
    const end = start + period * times;
    if (taken.subarray(start, end).includes(1)) return false;
    taken.fill(1, start, end);
    return true;
  });
}

/**
 * Any of a block's layers could be its first. It is the one before which the fewest tensors pass, and of several such
 * the one where what passes is taken most often: a residual block begins where its input forks.
 */
function aligned(start: number, length: number, period: number, { tensors, uses }: Cuts): Repeat {
  let best = { start, period, times: Math.floor(length / period) };
  let [fewest, most] = [Infinity, 0];
  for (let shift = 0; shift < period; shift++) {
    const times = Math.floor((length - shift) / period);
    if (times < fewestTimes) break;
    const cut = start + shift + period;
    const [passing, taken] = [tensors[cut] ?? 0, uses[cut] ?? 0];
    if (passing > fewest || (passing === fewest && taken <= most)) continue;
    [fewest, most] = [passing, taken];
    best = { start: start + shift, period, times };
  }
  return best;
}
