import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../../../src/core/errors.ts';
import { LayoutThread } from '../../../../src/graph/layout/layout-thread.ts';
import { place } from '../../../../src/graph/layout/place.ts';
import type { Box, Drawing, PlacedBox } from '../../../../src/graph/layout/placed.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const box = (id: number, parent = -1): Box => ({ id, parent, width: 100, height: 40 });

const drawing = (boxes: readonly Box[], ...lines: readonly [number, number][]): Drawing => ({
  boxes,
  lines: lines.map(([from, to]) => ({ from, to })),
  direction: 'down',
});

const overlap = (a: PlacedBox, b: PlacedBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const holds = (a: PlacedBox, b: PlacedBox): boolean =>
  a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height;

/** An input, a group of two, and two ends; two boxes that nothing leads to. */
const some = drawing(
  [box(0), box(1), box(2, 1), box(3, 1), box(4), box(5), box(6), box(7)],
  [0, 2],
  [2, 3],
  [3, 4],
  [0, 5],
);

/** Groups in groups, and lines that lead forward between what is in them. */
function randomDrawing(seed: number): Drawing {
  const random = seededRandom(seed);
  const whole = (below: number): number => Math.floor(random() * below);
  const boxes: Box[] = [];
  const groups: number[] = [-1];
  const size = 4 + whole(36);
  while (boxes.length < size) {
    const parent = groups[whole(groups.length)] ?? -1;
    if (random() < 0.2) groups.push(boxes.length);
    boxes.push(box(boxes.length, parent));
  }
  const holders = new Set(boxes.map(({ parent }) => parent));
  const leaves = boxes.filter(({ id }) => !holders.has(id)).map(({ id }) => id);
  const lines: [number, number][] = [];
  for (let at = 1; at < leaves.length; at++) {
    for (let count = whole(3); count >= 0; count--) {
      lines.push([leaves[Math.max(0, at - 1 - whole(6))] ?? 0, leaves[at] ?? 0]);
    }
  }
  return drawing(boxes, ...lines);
}

test('whatever groups are open, there is a picture', async () => {
  for (let seed = 0; seed < 40; seed++) {
    const { boxes } = await place(randomDrawing(seed));
    assert.ok(
      boxes.every(({ width, height }) => width >= 100 && height >= 40),
      `seed ${String(seed)}`,
    );
  }
});

test('boxes lie apart, in the boxes that hold them, and lines lead down from border to border', async () => {
  const { boxes, lines, width, height } = await place(some);
  some.boxes.forEach((one, at) => {
    const placed = boxes[at];
    assert.ok(placed);
    assert.ok(placed.x >= 0 && placed.x + placed.width <= width);
    assert.ok(placed.y >= 0 && placed.y + placed.height <= height);
    const holder = boxes[one.parent];
    if (holder) assert.ok(holds(holder, placed), `${String(one.id)} lies outside of its group`);
    some.boxes.forEach((other, index) => {
      const otherPlaced = boxes[index];
      if (index <= at || other.parent !== one.parent || !otherPlaced) return;
      assert.ok(!overlap(placed, otherPlaced), `${String(one.id)} lies over ${String(other.id)}`);
    });
  });
  some.lines.forEach(({ from, to }, at) => {
    const points = lines[at] ?? [];
    const [source, target] = [boxes[from], boxes[to]];
    assert.ok(source && target && points.length >= 4);
    assert.ok(Math.abs((points[1] ?? 0) - (source.y + source.height)) <= 1);
    assert.ok(Math.abs((points.at(-1) ?? 0) - target.y) <= 1);
  });
});

for (const direction of ['down', 'right'] as const) {
  test(`a group is at least as wide as what is written in its head, ${direction}`, async () => {
    const wide = { ...box(0), width: 700 };
    const { boxes } = await place({ ...drawing([wide, box(1, 0), box(2, 0)], [1, 2]), direction });
    const [group] = boxes;
    assert.ok(group && group.width >= 700 && group.height < 300, JSON.stringify(group));
  });
}

test('hundreds of boxes without a line are laid out in rows, not in one', async () => {
  const { boxes, width, height } = await place(
    drawing(Array.from({ length: 400 }, (_, at) => box(at))),
  );
  assert.ok(width < 3 * height && height < 3 * width, `${String(width)} × ${String(height)}`);
  assert.equal(new Set(boxes.map(({ x, y }) => `${String(x)} ${String(y)}`)).size, 400);
});

test('nothing is laid out as nothing', async () => {
  assert.deepEqual((await place(drawing([]))).boxes, []);
});

test('a line between a group and what it holds, to itself and in a circle do no harm', async () => {
  const { boxes } = await place(
    drawing([box(0), box(1, 0), box(2)], [0, 1], [1, 1], [2, 0], [0, 2]),
  );
  assert.ok(boxes.every(({ width, height }) => width > 0 && height > 0));
});

test('a layout that nobody waits for is ended, and the next one is made', async () => {
  const thread = new LayoutThread();
  try {
    const large = drawing(
      Array.from({ length: 2000 }, (_, at) => box(at)),
      ...Array.from({ length: 6000 }, (_, at): [number, number] => [at % 1990, (at * 7) % 2000]),
    );
    const abort = new AbortController();
    const ended = assert.rejects(
      thread.place(large, abort.signal),
      (thrown) => thrown instanceof AppError && thrown.code === 'cancelled',
    );
    const behind = thread.place(some, new AbortController().signal);
    setTimeout(() => {
      abort.abort();
    }, 50);
    await ended;
    assert.deepEqual(await behind, await place(some));
  } finally {
    await thread.close();
  }
});
