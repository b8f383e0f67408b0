/** Code points that take two columns of a terminal: East Asian wide and fullwidth, and emoji (Unicode's EastAsianWidth). */
const wide =
  /[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f7e0}-\u{1f7eb}\u{1f900}-\u{1f9ff}\u{1fa70}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Marks that are drawn over the character before. */
const combining = /\p{Mn}|\p{Me}|[\u200b-\u200f]/u;

const isPlain = (text: string): boolean => /^[\u0020-\u007e\u2026]*$/.test(text);

/** Columns that a text takes. */
export function cellWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const character of text) {
    width += wide.test(character) ? 2 : combining.test(character) ? 0 : 1;
  }
  return width;
}

/** As much of the beginning as fits. */
function cropped(text: string, columns: number): string {
  if (isPlain(text)) return text.slice(0, columns);
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += cellWidth(character);
    if (width > columns) break;
    kept += character;
  }
  // Half a wide character is a space.
  return kept + ' '.repeat(Math.max(0, columns - cellWidth(kept)));
}

/**
 * The lines of a cell as rich 13 to 15 wraps it: at spaces, and with an ellipsis in what is too long for a line
 * (`divide_line` of rich/_wrap.py, `Text.wrap` and `truncate` of rich/text.py with the overflow of table columns).
 */
export function cellLines(text: string, columns: number): readonly string[] {
  const starts: number[] = [];
  let used = 0;
  for (const word of text.matchAll(/\s*\S+\s*/g)) {
    const width = cellWidth(word[0].trimEnd());
    if (columns - used >= width) {
      used += cellWidth(word[0]);
      continue;
    }
    if (word.index > 0 && (width > columns || used > 0)) starts.push(word.index);
    used = cellWidth(word[0]);
  }
  const bounds = [0, ...starts, text.length];
  return bounds.slice(1).map((end, index) => {
    const line = withoutExcess(text.slice(bounds[index], end), columns);
    return cellWidth(line) > columns ? `${cropped(line, columns - 1)}…` : line;
  });
}

/** The same for a line that is printed by itself, in which what is too long for a line goes on in the next. */
export function foldedLines(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(/\s*\S+\s*/g)) {
    const width = cellWidth(word.trimEnd());
    if (columns - cellWidth(line) < width && line !== '') {
      lines.push(withoutExcess(line, columns));
      line = '';
    }
    let rest = word;
    while (cellWidth(rest.trimEnd()) > columns) {
      const part = cropped(rest, columns).trimEnd();
      lines.push(part);
      rest = rest.slice(part.length);
    }
    line += rest;
  }
  return [...lines, withoutExcess(line, columns)];
}

/** Spaces at the end of a line go as far as they do not fit. */
function withoutExcess(line: string, columns: number): string {
  const excess = line.length - columns;
  if (excess <= 0) return line;
  const spaces = line.length - line.trimEnd().length;
  return line.slice(0, line.length - Math.min(spaces, excess));
}

export function padded(text: string, columns: number, align: 'left' | 'right'): string {
  const line = align === 'right' ? text.trimEnd() : text;
  const space = ' '.repeat(Math.max(0, columns - cellWidth(line)));
  return align === 'right' ? space + line : line + space;
}
