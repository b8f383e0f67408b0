import { mixed, type Rgb } from '../../contrast.ts';

/** What the colour of a point says. */
export type ColourBy = 'cluster' | 'norm' | 'nothing';

/** Colours of clusters, the largest first; what is beyond them is grey. */
export const clusterTokens = ['--blue', '--orange', '--green', '--purple', '--grey'] as const;

/** Shades of the one hue that norms have, and the share of the hue in the faintest, per cent. */
const [shades, faintest] = [32, 38];

export function palette(by: ColourBy, colour: (token: string) => Rgb): readonly Rgb[] {
  if (by === 'cluster') return clusterTokens.map(colour);
  if (by === 'nothing') return [colour('--blue')];
  const [blue, ground] = [colour('--blue'), colour('--background')];
  return Array.from({ length: shades }, (_, at) =>
    mixed(blue, faintest + ((100 - faintest) * at) / (shades - 1), ground),
  );
}

/** Index of each point's colour in the palette. */
export function pointColours(
  by: ColourBy,
  { norms, clusters }: { readonly norms: Float32Array; readonly clusters: Uint8Array },
  count: number,
): Uint8Array {
  const colours = new Uint8Array(count);
  if (by === 'cluster') {
    for (let point = 0; point < count; point += 1) {
      colours[point] = Math.min(clusterTokens.length - 1, clusters[point] ?? 0);
    }
  } else if (by === 'norm') {
    const { least, most } = normRange(norms);
    for (let point = 0; point < count; point += 1) {
      const part = most > least ? ((norms[point] ?? least) - least) / (most - least) : 1;
      colours[point] = Math.round(part * (shades - 1));
    }
  }
  return colours;
}

/** The smallest and the largest norm of the points; 0 where there is none. */
export function normRange(norms: Float32Array): { readonly least: number; readonly most: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const norm of norms) {
    if (norm < least) least = norm;
    if (norm > most) most = norm;
  }
  return least > most ? { least: 0, most: 0 } : { least, most };
}
