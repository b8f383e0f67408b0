/** What names are made of, for the average width of a character. */
const sample = 'abcdefghijklmnopqrstuvwxyz_0123456789';

let measured = { font: '', average: 7 };

/** Average width of a character of the page's own font. CSS pixels. */
function averageWidth(): number {
  const { font } = getComputedStyle(document.body);
  if (font !== measured.font) {
    const context = document.createElement('canvas').getContext('2d');
    if (context !== null) context.font = font;
    const width = context?.measureText(sample).width ?? 0;
    measured = { font, average: width > 0 ? width / sample.length : measured.average };
  }
  return measured.average;
}

/** How many characters of a name fit into so many CSS pixels. */
export function charactersIn(width: number): number {
  return Math.max(8, Math.floor(width / averageWidth()));
}
