import { middle, visible } from '../../format.ts';

/** Width of a text in a font. CSS pixels. */
export type Measure = (text: string) => number;

/** Characters of a name that are worth measuring: no node is so wide. */
const most = 160;

/** A text as it is set: `squeezed` is the width that it is narrowed to, absent where it is set as it comes. */
export interface SetText {
  readonly text: string;
  readonly squeezed?: number;
}

/** How much wider than its room a text may be and still be narrowed: fonts differ, and nobody sees so little. */
const squeezable = 1.15;

/** A name out of a file as text that has room in so many pixels: narrowed a little, else cut in the middle. */
export function cutText(text: string, width: number, measure: Measure): SetText {
  const whole = middle(visible(text), most);
  const natural = measure(whole);
  if (natural <= width) return { text: whole };
  if (natural <= width * squeezable) return { text: whole, squeezed: width };
  let [fits, not] = [1, Array.from(whole).length];
  while (not - fits > 1) {
    const tried = Math.floor((fits + not) / 2);
    if (measure(middle(whole, tried)) <= width) fits = tried;
    else not = tried;
  }
  return { text: middle(whole, Math.max(3, fits)) };
}
