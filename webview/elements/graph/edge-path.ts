import type { Rect } from './geometry.ts';

/** How round a line's corners are at most, and how long its head is. Pixels of the picture. */
const [roundest, headLength, headWidth] = [28, 7, 7];
/** How far before and behind a stretch across a line begins and ends to bend. */
const reach = 44;
/** What stays straight before the head, so that it points where the line goes. */
const straight = headLength + 2;

interface Corner {
  readonly x: number;
  readonly y: number;
}

function cornersOf(points: readonly number[]): readonly Corner[] {
  const corners: Corner[] = [];
  for (let at = 0; at + 1 < points.length; at += 2) {
    const [x = 0, y = 0] = [points[at], points[at + 1]];
    const before = corners.at(-1);
    if (before?.x !== x || before.y !== y) corners.push({ x, y });
  }
  return corners;
}

function distance(one: Corner, other: Corner): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** The point so far from one towards another. */
function towards(from: Corner, to: Corner, far: number): Corner {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return {
    x: from.x + ((to.x - from.x) * far) / whole,
    y: from.y + ((to.y - from.y) * far) / whole,
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const at = ({ x, y }: Corner): string => `${round(x)} ${round(y)}`;

/**
 * A line through its corners, each as round as there is room for. Where it goes on as it came after a stretch across,
 * it is one swing, if nothing is in the way. It ends where its head begins.
 *
 * @param isFree whether nothing lies in a part of the picture
 */
export function linePath(points: readonly number[], isFree: (part: Rect) => boolean): string {
  const corners = cornersOf(points);
  const [start] = corners;
  const end = corners.at(-1);
  if (start === undefined || end === undefined || corners.length < 2) return '';
  const last = corners.length - 1;
  const parts = [`M${at(start)}`];
  for (let index = 1; index < last; index += 1) {
    const [before, corner, after] = [corners[index - 1], corners[index], corners[index + 1]];
    if (before === undefined || corner === undefined || after === undefined) continue;
    // Inner stretches are shared by two corners, the outer ones belong to one.
    const room = distance(before, corner) / (index === 1 ? 1 : 2);
    const next = corners[index + 2];
    const swing =
      next === undefined
        ? null
        : swingPath([before, corner, after, next], room, index + 2 === last, isFree);
    if (swing !== null) {
      parts.push(swing);
      index += 1;
      continue;
    }
    const left = distance(corner, after);
    const radius = Math.max(
      0,
      Math.min(roundest, room, index + 1 === last ? left - straight : left / 2),
    );
    parts.push(`L${at(towards(corner, before, radius))}`);
    parts.push(`Q${at(corner)} ${at(towards(corner, after, radius))}`);
  }
  const before = corners.at(-2) ?? start;
  parts.push(`L${at(towards(end, before, Math.min(headLength - 1, distance(end, before))))}`);
  return parts.join('');
}

/** One curve in place of two corners between stretches of one direction; null where it is none or would hit something. */
function swingPath(
  [before, one, other, after]: readonly [Corner, Corner, Corner, Corner],
  room: number,
  ends: boolean,
  isFree: (part: Rect) => boolean,
): string | null {
  const down = before.x === one.x && other.x === after.x && one.y === other.y;
  const across = before.y === one.y && other.y === after.y && one.x === other.x;
  const onwards = down
    ? (one.y - before.y) * (after.y - other.y) > 0
    : (one.x - before.x) * (after.x - other.x) > 0;
  if (!(down || across) || !onwards) return null;
  const behind = distance(other, after);
  const from = towards(one, before, Math.min(reach, room));
  const to = towards(
    other,
    after,
    Math.max(0, Math.min(reach, ends ? behind - straight : behind / 2)),
  );
  const part = {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  };
  if (!isFree(part)) return null;
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const [first, second] = down
    ? [
        { x: from.x, y: middle.y },
        { x: to.x, y: middle.y },
      ]
    : [
        { x: middle.x, y: from.y },
        { x: middle.x, y: to.y },
      ];
  return `L${at(from)}C${at(first)} ${at(second)} ${at(to)}`;
}

/** The head at the end of a line. */
export function headPath(points: readonly number[]): string {
  const corners = cornersOf(points);
  const [before, end] = [corners.at(-2), corners.at(-1)];
  if (before === undefined || end === undefined) return '';
  const back = towards(end, before, headLength);
  const whole = distance(end, back) || 1;
  const across = {
    x: (-(end.y - back.y) / whole) * (headWidth / 2),
    y: ((end.x - back.x) / whole) * (headWidth / 2),
  };
  const one = { x: back.x + across.x, y: back.y + across.y };
  const other = { x: back.x - across.x, y: back.y - across.y };
  return `M${at(one)}L${at(end)}L${at(other)}Z`;
}
