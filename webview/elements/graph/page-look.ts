import type { Look } from './svg-file.ts';
import { fontFamilies, textMeasures } from './text-measures.ts';

/**
 * The theme as it is now, with its tokens as plain colours. `host`: an element with a shadow root, whose own tokens
 * count, too.
 */
export function pageLook(host: HTMLElement): Look {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1, 1];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const probe = document.createElement('span');
  const known = new Map<string, string>();
  const resolve = (token: string): string => {
    if (context === null) return '#808080';
    host.shadowRoot?.append(probe);
    probe.style.color = `var(${token})`;
    // What computed style says may be a mixture; a pixel says what is seen.
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    probe.remove();
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  };
  return {
    colour: (token) => {
      const colour = known.get(token) ?? resolve(token);
      known.set(token, colour);
      return colour;
    },
    families: fontFamilies(host),
    measures: textMeasures(host),
  };
}
