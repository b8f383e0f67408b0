/** A part of the map. CSS pixels. */
export interface Tile<Value> {
  readonly value: Value;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Part<Value> {
  readonly value: Value;
  /** Of the map's surface. */
  readonly area: number;
}

/**
 * Values as tiles of a rectangle, each as large as its share, the largest first and all as square as they can be:
 * rows are filled along the shorter side for as long as that makes their worst tile no longer (Bruls, Huizing and van
 * Wijk, "Squarified Treemaps", 2000). Shares that are not above 0 are left out.
 */
export function treemap<Value>(
  values: readonly Value[],
  shareOf: (value: Value) => number,
  width: number,
  height: number,
): readonly Tile<Value>[] {
  const shares = values
    .map((value) => ({ value, share: shareOf(value) }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  const parts = shares.map(({ value, share }): Part<Value> => ({
    value,
    area: (share / total) * width * height,
  }));
  const tiles: Tile<Value>[] = [];
  let rest = { x: 0, y: 0, width, height };
  let row: Part<Value>[] = [];
  for (const part of parts) {
    const side = Math.min(rest.width, rest.height);
    if (row.length > 0 && worst([...row, part], side) > worst(row, side)) {
      rest = layRow(row, rest, tiles);
      row = [];
    }
    row.push(part);
  }
  layRow(row, rest, tiles);
  return tiles;
}

function areaOf(row: readonly Part<unknown>[]): number {
  return row.reduce((sum, { area }) => sum + area, 0);
}

/** How long the longest tile of a row is in relation to its width. */
function worst(row: readonly Part<unknown>[], side: number): number {
  const sum = areaOf(row);
  const [largest, smallest] = [row[0]?.area ?? 0, row.at(-1)?.area ?? 0];
  return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));
}

/** Puts a row along the shorter side. @returns what is left of the rectangle */
function layRow<Value>(
  row: readonly Part<Value>[],
  rest: { x: number; y: number; width: number; height: number },
  tiles: Tile<Value>[],
): { x: number; y: number; width: number; height: number } {
  const area = areaOf(row);
  const upright = rest.width >= rest.height;
  const side = upright ? rest.height : rest.width;
  const thick = side === 0 ? 0 : area / side;
  let along = upright ? rest.y : rest.x;
  for (const { value, area: own } of row) {
    const length = thick === 0 ? 0 : own / thick;
    tiles.push(
      upright
        ? { value, x: rest.x, y: along, width: thick, height: length }
        : { value, x: along, y: rest.y, width: length, height: thick },
    );
    along += length;
  }
  return upright
    ? { ...rest, x: rest.x + thick, width: rest.width - thick }
    : { ...rest, y: rest.y + thick, height: rest.height - thick };
}
