import { contrast, mixed, over, type Rgb, type Rgba } from './contrast.ts';

/**
 * Holds the design tokens of main.css to what can be read. Themes choose their colours for their own purposes:
 * some have a text so light that its quiet shades would vanish, some a warning yellow that is none on white.
 */

/** WCAG 2.1: text, and what is no text but has a meaning. */
const leastForText = 4.5;
const leastForSigns = 3;

/** Verdicts' colours, and what stands in where one cannot be seen on the editor's background. */
const standIns = [
  ['--passed', '--vscode-testing-iconPassed', '--vscode-charts-green'],
  ['--failed', '--vscode-testing-iconFailed', '--vscode-charts-red'],
  ['--warning', '--vscode-editorWarning-foreground', '--vscode-charts-orange'],
] as const;

/** Colours of JSON's words, which many a theme leaves to VS Code whatever its background is. */
const jsonColours = [
  ['--json-key', '--vscode-symbolIcon-fieldForeground'],
  ['--json-string', '--vscode-debugTokenExpression-string'],
  ['--json-number', '--vscode-debugTokenExpression-number'],
  ['--json-word', '--vscode-debugTokenExpression-boolean'],
] as const;

/** A text and what it stands on; a shade of it is the text's colour mixed with that. */
interface Pair {
  readonly text: Rgb;
  readonly ground: Rgb;
}

/** A theme's colour as the browser understands it; null where the theme has none. */
function resolve(probe: HTMLElement, token: string): Rgba | null {
  if (getComputedStyle(document.documentElement).getPropertyValue(token) === '') return null;
  probe.style.color = '';
  probe.style.color = `var(${token})`;
  const parts =
    getComputedStyle(probe)
      .color.match(/[\d.]+/g)
      ?.map(Number) ?? [];
  const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
  return [red, green, blue, alpha];
}

/**
 * Per cent of a text's colour in a shade of it: as little as is wanted, and more where it could not be read.
 * `places`: what it stands on, where that is not only what it is mixed with.
 */
function shadeShare(
  wanted: number,
  { text, ground }: Pair,
  places: readonly Rgb[] = [ground],
): number {
  const faint = (share: number): boolean =>
    places.some((place) => contrast(mixed(text, share, ground), place) < leastForText);
  let share = wanted;
  while (share < 100 && faint(share)) share += 1;
  return share;
}

/** Per cent of a colour that lies under a text: as much as is wanted, and less where it hid the text. */
function underShare(wanted: number, colour: Rgb, { text, ground }: Pair): number {
  // A theme whose text cannot be read on the page at all keeps its colours.
  if (contrast(text, ground) < leastForText) return wanted;
  let share = wanted;
  while (share > 0 && contrast(text, mixed(colour, share, ground)) < leastForText) share -= 1;
  return share;
}

/** A token's colour with so much of the page's text in it that it is seen; null where it is by itself. */
function strengthened(
  token: string,
  colour: Rgb | null,
  { text, ground }: Pair,
  least: number,
): string | null {
  let share = 100;
  while (share > 0 && contrast(mixed(colour ?? text, share, text), ground) < least) share -= 1;
  return share === 100 ? null : `color-mix(in srgb, var(${token}) ${share}%, var(--text))`;
}

type ColourOf = (token: string, ground: Rgb) => Rgb | null;

function sharesOf(colourOf: ColourOf, page: Pair): Readonly<Record<string, number>> {
  const { text, ground: background } = page;
  const on = (name: string, ground: Rgb): Pair => ({
    text: colourOf(`--vscode-${name}Foreground`, ground) ?? text,
    ground,
  });
  const colour = (token: string): Rgb => colourOf(`--vscode-${token}`, background) ?? background;
  // Cards and rows under the pointer are a little nearer to the text than the page is.
  const raised = [mixed(text, 7, background), colour('list-hoverBackground')];
  const inactive = colour('list-inactiveSelectionBackground');
  const selectionShare = underShare(100, inactive, on('list-inactiveSelection', background));
  const input = colour('input-background');
  const light = document.body.classList.contains('vscode-light');
  return {
    '--secondary-share': shadeShare(72, page, raised),
    '--tertiary-share': shadeShare(light ? 66 : 60, page),
    '--active-share': shadeShare(
      80,
      on('list-activeSelection', colour('list-activeSelectionBackground')),
    ),
    '--inactive-share': shadeShare(
      80,
      on('list-inactiveSelection', mixed(inactive, selectionShare, background)),
    ),
    '--selection-share': selectionShare,
    '--placeholder-share': shadeShare(60, {
      text: colourOf('--vscode-input-foreground', input) ?? text,
      ground: input,
    }),
    '--tint-share': Math.min(
      ...['charts-blue', 'charts-orange'].map((token) => underShare(40, colour(token), page)),
    ),
    '--badge-share': underShare(45, colour('badge-background'), page),
  };
}

function apply(): void {
  const { style } = document.body;
  const probe = document.createElement('span');
  document.body.append(probe);
  const colourOf: ColourOf = (token, ground) => {
    const found = resolve(probe, token);
    return found === null ? null : over(found, ground);
  };
  const background = colourOf('--vscode-editor-background', [255, 255, 255]) ?? [255, 255, 255];
  const page = {
    text: colourOf('--vscode-foreground', background) ?? ([0, 0, 0] as const),
    ground: background,
  };
  const set = (property: string, colour: string | null): void => {
    if (colour === null) style.removeProperty(property);
    else style.setProperty(property, colour);
  };
  for (const [property, token, standIn] of standIns) {
    const own = colourOf(token, background);
    const seen = own === null || contrast(own, background) >= leastForSigns;
    const instead = strengthened(standIn, colourOf(standIn, background), page, leastForSigns);
    set(property, seen ? null : (instead ?? `var(${standIn})`));
  }
  for (const [property, token] of jsonColours) {
    set(property, strengthened(token, colourOf(token, background), page, leastForText));
  }
  for (const [property, share] of Object.entries(sharesOf(colourOf, page))) {
    style.setProperty(property, `${share}%`);
  }
  probe.remove();
}

/** Tells the page that its colours are others; what is drawn on a canvas does not change by itself. */
export const themeChange = 'saved-model-theme';

/** Holds the tokens to the theme, now and whenever it changes. */
export function followTheme(): void {
  apply();
  const onChange = (): void => {
    apply();
    dispatchEvent(new Event(themeChange));
  };
  new MutationObserver(onChange).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['style'],
  });
}
