import { middle, visible } from '../../format.ts';

/** Width of a text in a font. CSS pixels. */
export type Measure = (text: string) => number;

/** Characters of a name that are worth measuring: no node is so wide. */
const most = 160;

/** A name out of a file as text that has room in so many pixels: cut in the middle, where it has to be. */
export function cutText(text: string, width: number, measure: Measure): string {
  const whole = middle(visible(text), most);
  if (measure(whole) <= width) return whole;
  let [fits, not] = [1, Array.from(whole).length];
  while (not - fits > 1) {
    const tried = Math.floor((fits + not) / 2);
    if (measure(middle(whole, tried)) <= width) fits = tried;
    else not = tried;
  }
  return middle(whole, Math.max(3, fits));
}
