/**
 * Verdicts' colours that can be seen. Some light themes have a `testing.iconPassed` or a warning yellow that
 * is under 3 : 1 on the editor's background; there the charts' colours stand in.
 */

const leastContrast = 3;

const standIns = [
  ['--passed', '--vscode-testing-iconPassed', '--vscode-charts-green'],
  ['--failed', '--vscode-testing-iconFailed', '--vscode-charts-red'],
  ['--warning', '--vscode-editorWarning-foreground', '--vscode-charts-orange'],
] as const;

type Rgb = readonly [number, number, number];

/** WCAG 2's relative luminance. */
function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number): number => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** A theme's colour as the browser understands it, laid over a background where it is translucent. */
function resolve(probe: HTMLElement, token: string, over: Rgb): Rgb | null {
  probe.style.color = '';
  probe.style.color = `var(${token})`;
  if (getComputedStyle(document.documentElement).getPropertyValue(token) === '') return null;
  const parts =
    getComputedStyle(probe)
      .color.match(/[\d.]+/g)
      ?.map(Number) ?? [];
  const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
  const mix = (top: number, bottom: number): number => top * alpha + bottom * (1 - alpha);
  return [mix(red, over[0]), mix(green, over[1]), mix(blue, over[2])];
}

function apply(): void {
  const probe = document.createElement('span');
  document.body.append(probe);
  const background = resolve(probe, '--vscode-editor-background', [255, 255, 255]);
  for (const [property, token, standIn] of standIns) {
    const colour = background && resolve(probe, token, background);
    const faint =
      colour !== null && background !== null && contrast(colour, background) < leastContrast;
    if (faint) document.body.style.setProperty(property, `var(${standIn})`);
    else document.body.style.removeProperty(property);
  }
  probe.remove();
}

/** Holds the tokens to the theme, now and whenever it changes. */
export function followTheme(): void {
  apply();
  new MutationObserver(apply).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['style'],
  });
}
