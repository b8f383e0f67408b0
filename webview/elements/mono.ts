/** Width of a character of the editor's font at 12 px: 0.6 em, and a hair for fonts that are wider. CSS pixels. */
const characterWidth = 7.3;

/** Room that so many characters of figures take. CSS pixels. */
export function monoWidth(characters: number): number {
  return Math.ceil(characters * characterWidth);
}
