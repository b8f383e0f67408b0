import type { Measure } from './cut-text.ts';
import { canvasFont, drawingStyles, type StyleName } from './drawing-styles.ts';
import type { Measures } from './node-marks.ts';

/** The fonts' families as the page has them now. */
export function fontFamilies(element: Element): Readonly<Record<'ui' | 'mono', string>> {
  const style = getComputedStyle(element);
  const family = (token: string, otherwise: string): string =>
    style.getPropertyValue(token).trim() || otherwise;
  return {
    ui: family('--vscode-font-family', 'sans-serif'),
    mono: family('--vscode-editor-font-family', 'monospace'),
  };
}

/** How wide texts are in each of the styles. */
export function textMeasures(element: Element): Measures {
  const families = fontFamilies(element);
  const known = new Map<StyleName, Measure>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const context = document.createElement('canvas').getContext('2d');
    if (context !== null) context.font = canvasFont(drawingStyles[name], families);
    const measure: Measure = (text) => context?.measureText(text).width ?? text.length * 7;
    known.set(name, measure);
    return measure;
  };
}
