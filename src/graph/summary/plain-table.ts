/** What Keras 2 breaks a line behind. */
const breaks = ['),', '},', '],', "',"];

const widths = {
  chain: { line: 65, ends: [29, 55, 65] },
  connected: { line: 98, ends: [29, 58, 68, 98] },
} as const;

/** The lines of Keras 2's table (`print_summary` of tf_keras/src/utils/layer_utils.py). */
export function plainTable(rows: readonly (readonly string[])[], isConnected: boolean): string[] {
  const { line, ends } = widths[isConnected ? 'connected' : 'chain'];
  const titles = ['Layer (type)', 'Output Shape', 'Param #'];
  return [
    '_'.repeat(line),
    ...rowLines(isConnected ? [...titles, 'Connected to'] : titles, ends),
    '='.repeat(line),
    ...rows.flatMap((cells) => [...rowLines(cells, ends), ' '.repeat(line)]),
    '='.repeat(line),
  ];
}

/** Columns are counted in characters, as Python counts them. */
function rowLines(cells: readonly string[], ends: readonly number[]): string[] {
  const left = cells.map((cell) => Array.from(cell));
  const lines: string[] = [];
  while (left.some((cell) => cell.length > 0)) {
    const line: string[] = [];
    for (const [index, end] of ends.entries()) {
      const isLast = index === ends.length - 1;
      const room = end - (ends[index - 1] ?? 0) - (isLast ? 0 : 3);
      const rest = left[index] ?? [];
      let cut = room;
      const fits = rest.slice(0, room).join('');
      for (const each of breaks) {
        const at = fits.indexOf(each);
        // In characters, as the rest is.
        if (at >= 0) cut = Math.min(cut, Array.from(fits.slice(0, at + each.length)).length);
      }
      if (index === 0) line.push(' ');
      line.push(...rest.slice(0, cut));
      left[index] = rest.slice(cut);
      if (!isLast) line.push(' ', ' ');
      while (line.length < end) line.push(' ');
    }
    lines.push(line.join(''));
  }
  return lines;
}
