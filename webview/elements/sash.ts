import { css, html, LitElement, type TemplateResult } from 'lit';
import { base } from './shared-styles.ts';

const step = 24;

/** The edge between two panes that lie one above the other; it gives the lower one's height in CSS pixels. */
export class Sash extends LitElement {
  static override properties = {
    size: { attribute: false },
    least: { attribute: false },
    most: { attribute: false },
    label: { attribute: false },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
        flex: none;
        position: relative;
        height: 1px;
        background: var(--line);
      }
      div {
        position: absolute;
        z-index: 2;
        inset: -2px 0 auto 0;
        height: 5px;
        cursor: row-resize;
        touch-action: none;
      }
      div:hover,
      div:active {
        background: var(--vscode-sash-hoverBorder, var(--accent));
        transition: background 120ms ease-out 200ms;
      }
      @media (prefers-reduced-motion: reduce) {
        div {
          transition: none !important;
        }
      }
    `,
  ];
  declare size: number;
  declare least: number;
  declare most: number;
  declare label: string;

  constructor() {
    super();
    this.size = 0;
    this.least = 0;
    this.most = Number.MAX_SAFE_INTEGER;
    this.label = '';
  }

  #give(size: number): void {
    const within = Math.round(Math.min(this.most, Math.max(this.least, size)));
    this.dispatchEvent(new CustomEvent('sash-move', { detail: { size: within } }));
  }

  #onDown(event: PointerEvent): void {
    const handle = event.currentTarget as HTMLElement;
    const [start, from] = [this.size, event.clientY];
    const onMove = (move: PointerEvent): void => {
      this.#give(start - (move.clientY - from));
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', onMove);
    handle.addEventListener(
      'lostpointercapture',
      () => {
        handle.removeEventListener('pointermove', onMove);
      },
      { once: true },
    );
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.#give(this.size + (event.key === 'ArrowUp' ? step : -step));
  }

  protected override render(): TemplateResult {
    return html`<div
      role="separator"
      tabindex="0"
      aria-orientation="horizontal"
      aria-label=${this.label}
      aria-valuenow=${this.size}
      aria-valuemin=${this.least}
      aria-valuemax=${this.most}
      @pointerdown=${this.#onDown}
      @keydown=${this.#onKey}
    ></div>`;
  }
}

customElements.define('sm-sash', Sash);
