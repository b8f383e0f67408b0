import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { base, scrollbars } from './shared-styles.ts';

/** Beyond this many characters the text is shown in one colour: colouring would cost more than it shows. */
const mostColoured = 50_000;

const token = /("(?:[^"\\\n]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false|null)\b/g;

/** Plain text and coloured pieces of it, in turn. */
function coloured(text: string): unknown {
  if (text.length > mostColoured) return text;
  const pieces: unknown[] = [];
  let at = 0;
  for (const match of text.matchAll(token)) {
    const [whole, string, colon, number] = match;
    pieces.push(text.slice(at, match.index));
    if (string !== undefined) {
      pieces.push(
        html`<span class=${colon === undefined ? 'string' : 'key'}>${string}</span>${colon}`,
      );
    } else {
      pieces.push(html`<span class=${number === undefined ? 'word' : 'number'}>${whole}</span>`);
    }
    at = match.index + whole.length;
  }
  pieces.push(text.slice(at));
  return pieces;
}

/** JSON to read and edit, with line numbers: a text area over its own coloured copy. */
export class JsonEditor extends LitElement {
  static override properties = {
    label: { attribute: false },
    value: { attribute: false },
    locked: { attribute: false },
    invalid: { attribute: false },
  };
  static override styles = [
    base,
    scrollbars,
    css`
      :host {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        min-height: 0;
        font-family: var(--mono);
        font-size: 12px;
        line-height: 18px;
      }
      .gutter {
        min-width: 32px;
        padding: 6px 8px 6px 4px;
        overflow: hidden;
        text-align: end;
        white-space: pre;
        color: var(--secondary);
        user-select: none;
      }
      .text {
        position: relative;
        min-width: 0;
        min-height: 0;
      }
      pre,
      textarea {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        padding: 6px 12px 6px 4px;
        border: 0;
        font: inherit;
        line-height: inherit;
        white-space: pre;
        tab-size: 2;
        overflow: hidden;
      }
      pre {
        color: var(--text);
        pointer-events: none;
      }
      textarea {
        overflow: auto;
        resize: none;
        color: transparent;
        caret-color: var(--vscode-editorCursor-foreground, var(--text));
        background: none;
      }
      textarea::selection {
        background: var(--vscode-editor-selectionBackground);
        color: transparent;
      }
      .key {
        color: var(--json-key);
      }
      .string {
        color: var(--json-string);
      }
      .number {
        color: var(--json-number);
      }
      .word {
        color: var(--json-word);
      }
    `,
  ];
  declare label: string;
  declare value: string;
  declare locked: boolean;
  declare invalid: boolean;

  constructor() {
    super();
    this.label = '';
    this.value = '';
    this.locked = false;
    this.invalid = false;
  }

  /** A text that was put in leaves the caret at its end, to which the focus would scroll. */
  protected override updated(changed: PropertyValues<this>): void {
    const area = this.renderRoot.querySelector('textarea');
    if (changed.has('value') && area?.matches(':focus') === false) area.setSelectionRange(0, 0);
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('textarea')?.focus(options);
  }

  #onScroll(event: Event): void {
    const area = event.currentTarget as HTMLTextAreaElement;
    const copy = this.renderRoot.querySelector('pre');
    const gutter = this.renderRoot.querySelector('.gutter');
    if (copy !== null) {
      copy.scrollTop = area.scrollTop;
      copy.scrollLeft = area.scrollLeft;
    }
    if (gutter !== null) gutter.scrollTop = area.scrollTop;
  }

  protected override render(): TemplateResult {
    const lines = this.value.split('\n').length;
    const numbers = Array.from({ length: lines }, (_, index) => index + 1).join('\n');
    return html`<div class="gutter" aria-hidden="true">${numbers}</div>
      <div class="text">
        <pre aria-hidden="true">
${coloured(this.value)}
</pre>
        <textarea
          wrap="off"
          spellcheck="false"
          autocapitalize="off"
          aria-label=${this.label}
          aria-invalid=${this.invalid ? 'true' : nothing}
          ?readonly=${this.locked}
          .value=${live(this.value)}
          @input=${(event: Event) => {
            const { value } = event.currentTarget as HTMLTextAreaElement;
            this.dispatchEvent(new CustomEvent('json-edit', { detail: value }));
          }}
          @scroll=${this.#onScroll}
        ></textarea>
      </div>`;
  }
}

customElements.define('sm-json-editor', JsonEditor);
