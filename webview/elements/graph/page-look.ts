import { hex, themeColours } from '../theme-colours.ts';
import type { Look } from './svg-file.ts';
import { fontFamilies, textMeasures } from './text-measures.ts';

/**
 * The theme as it is now, with its tokens as plain colours. `host`: an element with a shadow root, whose own tokens
 * count, too.
 */
export function pageLook(host: HTMLElement): Look {
  const colour = themeColours(host);
  return {
    colour: (token) => hex(colour(token)),
    families: fontFamilies(host),
    measures: textMeasures(host),
  };
}
