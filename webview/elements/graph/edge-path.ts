/** How round a line's corners are at most, and how long its head is. Pixels of the picture. */
const [roundest, headLength, headWidth] = [28, 7, 7];
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
 * A line through its corners, each as round as there is room for: what goes down, across and down again becomes one
 * curve. It ends where its head begins.
 */
export function linePath(points: readonly number[]): string {
  const corners = cornersOf(points);
  const [start] = corners;
  const end = corners.at(-1);
  if (start === undefined || end === undefined || corners.length < 2) return '';
  const parts = [`M${at(start)}`];
  for (let index = 1; index < corners.length - 1; index += 1) {
    const [before, corner, after] = [corners[index - 1], corners[index], corners[index + 1]];
    if (before === undefined || corner === undefined || after === undefined) continue;
    // Inner stretches are shared by two corners, the outer ones belong to one.
    const room = distance(before, corner) / (index === 1 ? 1 : 2);
    const left = distance(corner, after);
    const last = index === corners.length - 2;
    const radius = Math.max(0, Math.min(roundest, room, last ? left - straight : left / 2));
    parts.push(`L${at(towards(corner, before, radius))}`);
    parts.push(`Q${at(corner)} ${at(towards(corner, after, radius))}`);
  }
  const before = corners.at(-2) ?? start;
  parts.push(`L${at(towards(end, before, Math.min(headLength - 1, distance(end, before))))}`);
  return parts.join('');
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
