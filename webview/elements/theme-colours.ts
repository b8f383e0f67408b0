import type { Rgb } from '../contrast.ts';

/**
 * The tokens of the theme as it is now, as plain colours for a canvas. `host`: an element with a shadow root, whose
 * own tokens count, too.
 */
export function themeColours(host: HTMLElement): (token: string) => Rgb {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1, 1];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const probe = document.createElement('span');
  const known = new Map<string, Rgb>();
  const resolve = (token: string): Rgb => {
    if (context === null) return [128, 128, 128];
    host.shadowRoot?.append(probe);
    probe.style.color = `var(${token})`;
    // What computed style says may be a mixture; a pixel says what is seen.
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    probe.remove();
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
  return (token) => {
    const colour = known.get(token) ?? resolve(token);
    known.set(token, colour);
    return colour;
  };
}

/** A colour as CSS and SVG have it. */
export function hex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
