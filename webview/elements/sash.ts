import { css, html, LitElement, type TemplateResult } from 'lit';
import { base } from './shared-styles.ts';

const step = 24;

/**
 * The edge between two panes. It gives the size of one of them in CSS pixels: the height of the lower one, or where
 * they stand side by side the width of the one that `of` says.
 */
export class Sash extends LitElement {
  static override properties = {
    size: { attribute: false },
    least: { attribute: false },
    most: { attribute: false },
    label: { attribute: false },
    of: { reflect: true },
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
      :host([of='left']),
      :host([of='right']) {
        height: auto;
        width: 1px;
      }
      :host([of='left']) div,
      :host([of='right']) div {
        inset: 0 auto 0 -2px;
        width: 5px;
        height: auto;
        cursor: col-resize;
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
  /** Whose size it is. */
  declare of: 'lower' | 'left' | 'right';

  constructor() {
    super();
    this.size = 0;
    this.least = 0;
    this.most = Number.MAX_SAFE_INTEGER;
    this.label = '';
    this.of = 'lower';
  }

  #give(size: number): void {
    const within = Math.round(Math.min(this.most, Math.max(this.least, size)));
    this.dispatchEvent(new CustomEvent('sash-move', { detail: { size: within } }));
  }

  #onDown(event: PointerEvent): void {
    const handle = event.currentTarget as HTMLElement;
    const along = (pointer: PointerEvent): number =>
      this.of === 'lower' ? pointer.clientY : pointer.clientX;
    const [start, from] = [this.size, along(event)];
    const onMove = (move: PointerEvent): void => {
      const moved = along(move) - from;
      this.#give(this.of === 'left' ? start + moved : start - moved);
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
    const keys = {
      lower: ['ArrowUp', 'ArrowDown'],
      left: ['ArrowRight', 'ArrowLeft'],
      right: ['ArrowLeft', 'ArrowRight'],
    } as const;
    const [larger, smaller] = keys[this.of];
    if (event.key !== larger && event.key !== smaller) return;
    event.preventDefault();
    this.#give(this.size + (event.key === larger ? step : -step));
  }

  protected override render(): TemplateResult {
    return html`<div
      role="separator"
      tabindex="0"
      aria-orientation=${this.of === 'lower' ? 'horizontal' : 'vertical'}
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
