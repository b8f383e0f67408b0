/** Corners of a lasso that are kept: a hand draws no more than these tell apart. */
const mostCorners = 400;

/**
 * Points inside an edge that is closed by itself. A point that the edge goes around twice, as where it crosses
 * itself, is inside too.
 *
 * @param places x and y of each point
 * @param edge x, y, x, y, …
 */
export function pointsInside(places: ArrayLike<number>, edge: readonly number[]): number[] {
  const corners = Math.floor(edge.length / 2);
  if (corners < 3) return [];
  let [top, bottom] = [Infinity, -Infinity];
  for (let at = 1; at < edge.length; at += 2) {
    top = Math.min(top, edge[at] ?? 0);
    bottom = Math.max(bottom, edge[at] ?? 0);
  }
  const found: number[] = [];
  for (let at = 0; at + 1 < places.length; at += 2) {
    const [x = NaN, y = NaN] = [places[at], places[at + 1]];
    if (y >= top && y <= bottom && turnsAround(edge, corners, x, y) !== 0) found.push(at / 2);
  }
  return found;
}

/** How often an edge goes around a place, by the crossings of a ray from there to the right. */
function turnsAround(edge: readonly number[], corners: number, x: number, y: number): number {
  let turns = 0;
  let [fromX = 0, fromY = 0] = [edge[2 * corners - 2], edge[2 * corners - 1]];
  for (let corner = 0; corner < corners; corner += 1) {
    const [toX = 0, toY = 0] = [edge[2 * corner], edge[2 * corner + 1]];
    if (fromY <= y !== toY <= y) {
      const crossing = fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX);
      if (crossing > x) turns += toY > fromY ? 1 : -1;
    }
    [fromX, fromY] = [toX, toY];
  }
  return turns;
}

/** An edge with no more corners than are kept, evenly thinned. */
export function thinned(edge: readonly number[]): readonly number[] {
  const corners = Math.floor(edge.length / 2);
  const step = Math.ceil(corners / mostCorners);
  if (step <= 1) return edge;
  return Array.from({ length: Math.ceil(corners / step) }, (_, at) => [
    edge[2 * at * step] ?? 0,
    edge[2 * at * step + 1] ?? 0,
  ]).flat();
}
