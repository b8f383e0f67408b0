import { html, nothing, type TemplateResult } from 'lit';
import { middle, visible } from '../format.ts';

/** Characters of a name that are put on the page; the whole is in its hover. */
const longest = 160;

/** A name out of a file for who hears it. */
export function spoken(text: string): string {
  return middle(visible(text), longest);
}

/** A name out of a file: text whatever is in it, cut in the middle where there is no room for so many characters. */
export function name(text: string, room = longest): TemplateResult {
  const whole = visible(text);
  return html`<span class="cut" title=${whole}>${middle(whole, Math.min(room, longest))}</span>`;
}

/**
 * A path: parents quiet, the last part full, so that a column of paths is scanned by its ends. Where the last part
 * alone has more characters than there is room for, it is cut in the middle, too.
 */
export function path(text: string, hover = text, room = longest): TemplateResult {
  const whole = middle(visible(text), longest);
  const cut = whole.lastIndexOf('/');
  // The stroke stands apart, so that it stays where the parents are cut.
  return html`<span class="path" title=${visible(hover)}
    >${
      cut === -1
        ? nothing
        : html`<span class="parents">${whole.slice(0, cut)}</span><span class="stroke">/</span>`
    }<span class="last">${middle(whole.slice(cut + 1), room)}</span></span
  >`;
}
