import type { Rect } from './geometry.ts';

/** How round a line's corners are at most, and how long its head is. Pixels of the picture. */
const [roundest, headLength, headWidth] = [28, 7, 7];
/** How far before and behind a stretch across a line begins and ends to bend. */
const reach = 44;
/** What is nearer than this in the direction of the flow has no room for a swing. */
const leastSwing = 14;
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

/** A line as it is drawn: data of paths. */
export interface EdgeLine {
  readonly path: string;
  readonly head: string;
  /** Places along it, in order: x, y, x, y, …; close enough together to tell what it hides. */
  readonly course: readonly number[];
}

/** Places of a curve that stand for it. */
const samples = [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1];

/** Puts a line together, piece by piece. */
class Pen {
  readonly #parts: string[];
  readonly #course: number[];
  here: Corner;

  constructor(start: Corner) {
    this.#parts = [`M${at(start)}`];
    this.#course = [start.x, start.y];
    this.here = start;
  }

  straight(to: Corner): void {
    this.#parts.push(`L${at(to)}`);
    this.#course.push(to.x, to.y);
    this.here = to;
  }

  /** A cubic curve; `one` and `other` are where it is drawn to at its start and its end. */
  curve(one: Corner, other: Corner, to: Corner): void {
    this.#parts.push(`C${at(one)} ${at(other)} ${at(to)}`);
    for (const t of samples) {
      const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
      this.#course.push(
        a * this.here.x + b * one.x + c * other.x + d * to.x,
        a * this.here.y + b * one.y + c * other.y + d * to.y,
      );
    }
    this.here = to;
  }

  /** A corner that is rounded. */
  corner(over: Corner, to: Corner): void {
    const part = (from: Corner): Corner => ({
      x: from.x + ((over.x - from.x) * 2) / 3,
      y: from.y + ((over.y - from.y) * 2) / 3,
    });
    this.curve(part(this.here), part(to), to);
  }

  /** `end`: where its head points to. */
  line(end: Corner): EdgeLine {
    return {
      path: this.#parts.join(''),
      head: headPath(this.here, end),
      course: [...this.#course, end.x, end.y],
    };
  }
}

/** Whether a stretch leads along one of the axes. */
function isLevel(one: Corner, other: Corner): boolean {
  return Math.abs(one.x - other.x) < 1 || Math.abs(one.y - other.y) < 1;
}

/** What a stretch lies in. */
function around(one: Corner, other: Corner): Rect {
  return {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    width: Math.abs(one.x - other.x),
    height: Math.abs(one.y - other.y),
  };
}

/**
 * A line through its corners. What leads aslant becomes a swing that begins and ends in the direction in which the
 * data flow; other corners are as round as there is room for. Where something is in the way it stays as it is.
 *
 * @param down whether the data flow down; else to the right
 * @param isFree whether nothing lies in a part of the picture
 */
export function edgeLine(
  points: readonly number[],
  down: boolean,
  isFree: (part: Rect) => boolean,
): EdgeLine {
  const corners = cornersOf(points);
  const [start] = corners;
  const [before, end] = [corners.at(-2), corners.at(-1)];
  if (start === undefined || end === undefined || before === undefined) {
    return { path: '', head: '', course: [] };
  }
  const last = corners.length - 1;
  const pen = new Pen(start);
  const swings = (one: Corner, other: Corner): boolean =>
    !isLevel(one, other) &&
    Math.abs(down ? one.y - other.y : one.x - other.x) >= leastSwing &&
    isFree(around(one, other));
  /** Where the line stops and its head begins. */
  const stop = swings(before, end)
    ? towards(end, down ? { x: end.x, y: before.y } : { x: before.x, y: end.y }, headLength - 1)
    : towards(end, before, Math.min(headLength - 1, distance(end, before)));
  for (let index = 1; index <= last; index += 1) {
    const [from, corner] = [corners[index - 1], corners[index]];
    if (from === undefined || corner === undefined) continue;
    const to = index === last ? stop : corner;
    if (swings(from, corner)) {
      const middle = down ? (pen.here.y + to.y) / 2 : (pen.here.x + to.x) / 2;
      if (down) pen.curve({ x: pen.here.x, y: middle }, { x: to.x, y: middle }, to);
      else pen.curve({ x: middle, y: pen.here.y }, { x: middle, y: to.y }, to);
      continue;
    }
    const [after, next] = [corners[index + 1], corners[index + 2]];
    if (after === undefined || !isLevel(from, corner) || !isLevel(corner, after)) {
      pen.straight(to);
      continue;
    }
    // Inner stretches are shared by two corners, the outer ones belong to one.
    const room = distance(from, corner) / (index === 1 ? 1 : 2);
    if (
      next !== undefined &&
      swing(pen, [from, corner, after, next], room, index + 2 === last, isFree)
    ) {
      index += 1;
      continue;
    }
    const left = distance(corner, after);
    const radius = Math.max(
      0,
      Math.min(roundest, room, index + 1 === last ? left - straight : left / 2),
    );
    pen.straight(towards(corner, from, radius));
    pen.corner(corner, towards(corner, after, radius));
  }
  return pen.line(end);
}

/** One curve in place of two corners between stretches of one direction; false where it is none or would hit something. */
function swing(
  pen: Pen,
  [before, one, other, after]: readonly [Corner, Corner, Corner, Corner],
  room: number,
  ends: boolean,
  isFree: (part: Rect) => boolean,
): boolean {
  const down = before.x === one.x && other.x === after.x && one.y === other.y;
  const across = before.y === one.y && other.y === after.y && one.x === other.x;
  const onwards = down
    ? (one.y - before.y) * (after.y - other.y) > 0
    : (one.x - before.x) * (after.x - other.x) > 0;
  if (!(down || across) || !onwards) return false;
  const behind = distance(other, after);
  const from = towards(one, before, Math.min(reach, room));
  const to = towards(
    other,
    after,
    Math.max(0, Math.min(reach, ends ? behind - straight : behind / 2)),
  );
  if (!isFree(around(from, to))) return false;
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
  pen.straight(from);
  pen.curve(first, second, to);
  return true;
}

/** The head at the end of a line that comes from somewhere. */
function headPath(from: Corner, end: Corner): string {
  const back = towards(from, end, distance(from, end) - headLength);
  const whole = distance(end, back) || 1;
  const across = {
    x: (-(end.y - back.y) / whole) * (headWidth / 2),
    y: ((end.x - back.x) / whole) * (headWidth / 2),
  };
  const one = { x: back.x + across.x, y: back.y + across.y };
  const other = { x: back.x - across.x, y: back.y - across.y };
  return `M${at(one)}L${at(end)}L${at(other)}Z`;
}
