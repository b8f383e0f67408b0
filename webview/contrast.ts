/** Red, green and blue, 0 … 255. */
export type Rgb = readonly [number, number, number];

/** The same with an opacity, 0 … 1. */
export type Rgba = readonly [number, number, number, number];

/** WCAG 2's relative luminance. */
function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number): number => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** WCAG 2's contrast of two colours, 1 … 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** So many per cent of a colour, the rest of another, as CSS's `color-mix(in srgb, …)`. */
export function mixed(colour: Rgb, share: number, other: Rgb): Rgb {
  return over([...colour, share / 100], other);
}

/** A translucent colour laid over one that is not. */
export function over([red, green, blue, alpha]: Rgba, ground: Rgb): Rgb {
  const mix = (top: number, bottom: number): number => top * alpha + bottom * (1 - alpha);
  return [mix(red, ground[0]), mix(green, ground[1]), mix(blue, ground[2])];
}
