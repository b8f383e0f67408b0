import ELK, { type ElkNode, type LayoutOptions } from 'elkjs/lib/elk.bundled.js';
import type { Box, Drawing, PlacedBox, Placement } from './placed.ts';

/** Room around what an open group holds: above it stands the group's head. */
const padding = '[top=52,left=16,bottom=16,right=16]';

/** Boxes without a line to any other, of which a row would be wider than any screen. */
const loose = { columns: 4, gap: 16 } as const;

/** Above this many boxes looks give way to time. */
const large = 250;

/**
 * Whether boxes keep the order in which they are told where nothing else decides. ELK's way of doing that fails on some
 * graphs with open groups ("Cannot read properties of undefined"); these are laid out without it.
 */
const orders = ['PREFER_EDGES', 'NONE'] as const;

/**
 * Lays boxes out in layers, so that lines lead one way, with the least crossings that are found. ELK's layered
 * algorithm (eclipse.dev/elk) does the work; this thread is blocked until it is done.
 */
export async function place(drawing: Drawing): Promise<Placement> {
  const { boxes, lines } = drawing;
  const gathered = gatherLoose(boxes, lines);
  const laid = await laidOut({ ...drawing, boxes: gathered.boxes });

  const places = new Map<number, PlacedBox>();
  const stack = [...(laid.children ?? [])];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const { x = 0, y = 0, width = 0, height = 0 } = node;
    places.set(Number(node.id), { x, y, width, height });
    stack.push(...(node.children ?? []));
  }
  gathered.spread(places);
  const corners = (laid.edges ?? []).map(({ sections }) =>
    (sections ?? []).flatMap(({ startPoint, bendPoints, endPoint }) =>
      [startPoint, ...(bendPoints ?? []), endPoint].flatMap(({ x, y }) => [
        Math.round(x),
        Math.round(y),
      ]),
    ),
  );
  return {
    boxes: boxes.map(({ id }) => places.get(id) ?? { x: 0, y: 0, width: 0, height: 0 }),
    lines: corners,
    width: laid.width ?? 0,
    height: laid.height ?? 0,
  };
}

/** @throws Error where ELK fails in every way */
async function laidOut(drawing: Drawing): Promise<ElkNode> {
  const failures: unknown[] = [];
  for (const order of orders) {
    try {
      return await new ELK().layout(toElk(drawing, order));
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  throw failures[0];
}

function toElk(drawing: Drawing, order: (typeof orders)[number]): ElkNode {
  const nodes = new Map<number, ElkNode>();
  const options = {
    ...optionsFor(drawing),
    'elk.layered.considerModelOrder.strategy': order,
  };
  const root: ElkNode = { id: 'root', layoutOptions: options, children: [] };
  for (const box of drawing.boxes) {
    const node: ElkNode = { id: String(box.id), width: box.width, height: box.height };
    nodes.set(box.id, node);
    const holder = nodes.get(box.parent);
    if (holder) {
      holder.layoutOptions ??= { ...options, ...framed(holder, drawing) };
      (holder.children ??= []).push(node);
    } else root.children?.push(node);
  }
  root.edges = drawing.lines.map(({ from, to }, index) => ({
    id: `e${String(index)}`,
    sources: [String(from)],
    targets: [String(to)],
  }));
  return root;
}

/** What an open group takes at least is what it took while it was closed: its head has to be read. */
function framed({ width = 0, height = 0 }: ElkNode, { direction }: Drawing): LayoutOptions {
  // ELK lays out from left to right and turns the result for other directions, but not this.
  const [along, across] = direction === 'down' ? [height, width] : [width, height];
  return {
    'elk.padding': padding,
    'elk.nodeSize.constraints': 'MINIMUM_SIZE',
    'elk.nodeSize.minimum': `(${String(along)}, ${String(across)})`,
  };
}

function optionsFor({ boxes, direction }: Drawing): LayoutOptions {
  const many = boxes.length > large;
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction === 'down' ? 'DOWN' : 'RIGHT',
    'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
    'elk.edgeRouting': 'POLYLINE',
    'elk.json.edgeCoords': 'ROOT',
    'elk.json.shapeCoords': 'ROOT',
    'elk.layered.thoroughness': many ? '2' : '10',
    'elk.layered.nodePlacement.strategy': many ? 'BRANDES_KOEPF' : 'NETWORK_SIMPLEX',
    'elk.layered.nodePlacement.favorStraightEdges': 'true',
    'elk.layered.spacing.nodeNodeBetweenLayers': direction === 'down' ? '44' : '72',
    'elk.layered.spacing.edgeNodeBetweenLayers': '16',
    'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
    'elk.spacing.nodeNode': '32',
    'elk.spacing.edgeNode': '20',
    'elk.spacing.edgeEdge': '12',
    'elk.padding': '[top=16,left=16,bottom=16,right=16]',
  };
}

/**
 * Boxes in one group that no line reaches are laid out as one, in rows.
 * @returns the boxes for the layout, and what puts the gathered ones in their places once it is done
 */
function gatherLoose(
  boxes: readonly Box[],
  lines: Drawing['lines'],
): { readonly boxes: readonly Box[]; readonly spread: (places: Map<number, PlacedBox>) => void } {
  const tied = new Set(lines.flatMap(({ from, to }) => [from, to]));
  const holders = new Set(boxes.map(({ parent }) => parent));
  const groups = new Map<number, Box[]>();
  for (const box of boxes) {
    if (tied.has(box.id) || holders.has(box.id)) continue;
    const known = groups.get(box.parent);
    if (known) known.push(box);
    else groups.set(box.parent, [box]);
  }
  const gathered = new Map<number, { readonly of: readonly Box[]; readonly cell: Box }>();
  const inside = new Set<number>();
  for (const of of groups.values()) {
    const [first, second] = of;
    if (!first || !second) continue;
    const cell = {
      ...first,
      width: Math.max(...of.map(({ width }) => width)),
      height: Math.max(...of.map(({ height }) => height)),
    };
    gathered.set(first.id, { of, cell });
    for (const { id } of of) inside.add(id);
  }
  return {
    boxes: boxes.flatMap((box) => {
      const block = gathered.get(box.id);
      if (block) return [{ ...box, ...blockSize(block.of.length, block.cell) }];
      return inside.has(box.id) ? [] : [box];
    }),
    spread: (places) => {
      for (const [first, { of, cell }] of gathered) {
        const corner = places.get(first) ?? { x: 0, y: 0 };
        const columns = columnsOf(of.length);
        of.forEach(({ id, width, height }, index) => {
          places.set(id, {
            x: corner.x + (index % columns) * (cell.width + loose.gap),
            y: corner.y + Math.floor(index / columns) * (cell.height + loose.gap),
            width,
            height,
          });
        });
      }
    },
  };
}

/** As wide as high, about, and never fewer than four in a row. */
function columnsOf(count: number): number {
  return Math.min(count, Math.max(loose.columns, Math.ceil(Math.sqrt(count / 3))));
}

function blockSize(count: number, cell: Box): { width: number; height: number } {
  const columns = columnsOf(count);
  const rows = Math.ceil(count / columns);
  return {
    width: columns * (cell.width + loose.gap) - loose.gap,
    height: rows * (cell.height + loose.gap) - loose.gap,
  };
}
