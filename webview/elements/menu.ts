import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { icon } from './icon.ts';
import { base } from './shared-styles.ts';
import { roving } from './roving.ts';

export interface MenuItem {
  readonly label: string;
  /** At the right, quiet: a shape, a key. */
  readonly note?: string;
  /** Whether it is what is chosen now, among others that could be; absent where it is an action. */
  readonly current?: boolean;
  /** It begins a part of its own, under a line. */
  readonly apart?: boolean;
  readonly onChoose: () => void;
}

/** A menu over the page. It leaves on Escape, on a click elsewhere and when something is chosen. */
export class Menu extends LitElement {
  static override properties = { items: { attribute: false } };
  static override styles = [
    base,
    css`
      :host {
        position: fixed;
        margin: 0;
        padding: 4px;
        border: 1px solid var(--vscode-menu-border, var(--line));
        border-radius: 4px;
        color: var(--vscode-menu-foreground, var(--text));
        background: var(--vscode-menu-background, var(--background));
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
        inset: auto;
        min-width: 140px;
        max-width: calc(100vw - 8px);
        max-height: min(420px, calc(100vh - 8px));
        overflow: hidden auto;
      }
      button {
        appearance: none;
        display: flex;
        align-items: center;
        gap: 16px;
        width: 100%;
        height: 24px;
        padding: 0 12px;
        border: 0;
        border-radius: 3px;
        background: none;
        color: inherit;
        font: inherit;
        text-align: start;
        cursor: pointer;
      }
      button > :first-child {
        flex: 1 1 auto;
      }
      button > .note {
        flex: none;
        opacity: 0.85;
      }
      .check {
        margin-inline-start: -6px;
        flex: none;
      }
      hr {
        margin: 4px 0;
        border: 0;
        border-top: 1px solid var(--vscode-menu-separatorBackground, var(--line));
      }
      button:focus,
      button:hover {
        color: var(--vscode-menu-selectionForeground, inherit);
        background: var(--vscode-menu-selectionBackground, var(--hover));
      }
    `,
  ];
  declare items: readonly MenuItem[];

  constructor() {
    super();
    this.items = [];
  }

  focusFirst(): void {
    const current = this.renderRoot.querySelector<HTMLElement>('[aria-checked=true]');
    (current ?? this.renderRoot.querySelector('button'))?.focus();
  }

  #onKey(event: KeyboardEvent): void {
    // Nothing below the menu hears of its keys.
    event.stopPropagation();
    if (event.key !== 'Tab') return;
    event.preventDefault();
    this.hidePopover();
  }

  /** Where something can be chosen, its room is there in every item, so that notes stand in one column. */
  #check({ current }: MenuItem): unknown {
    if (this.items.every((item) => item.current === undefined)) return nothing;
    return html`<span class="check"
      >${current === true ? icon('check') : html`<span class="icon"></span>`}</span
    >`;
  }

  protected override render(): TemplateResult {
    return html`<div
      role="menu"
      ${roving({ items: 'button', along: 'column' })}
      @keydown=${(event: KeyboardEvent) => {
        this.#onKey(event);
      }}
      @contextmenu=${(event: MouseEvent) => {
        event.preventDefault();
      }}
    >
      ${this.items.map(
        (item) =>
          html`${item.apart === true ? html`<hr />` : nothing}<button
              type="button"
              role=${item.current === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked=${item.current ?? nothing}
              tabindex="-1"
              @click=${() => {
                this.hidePopover();
                item.onChoose();
              }}
            >
              <span class="cut">${item.label}</span>
              ${item.note === undefined ? nothing : html`<span class="note mono">${item.note}</span>`}
              ${this.#check(item)}
            </button>`,
      )}
    </div>`;
  }
}

customElements.define('sm-menu', Menu);

/** Opens a menu below an element, or where the pointer is; focus goes back to where it was. */
export async function openMenu(
  at: Element | { readonly x: number; readonly y: number },
  items: readonly MenuItem[],
): Promise<void> {
  const menu = new Menu();
  menu.items = items;
  menu.popover = 'auto';
  document.body.append(menu);
  menu.addEventListener('toggle', (event) => {
    if (event.newState === 'closed') menu.remove();
  });
  menu.showPopover();
  await menu.updateComplete;
  const anchor = at instanceof Element ? at.getBoundingClientRect() : null;
  const size = menu.getBoundingClientRect();
  const left = anchor === null ? (at as { x: number }).x : anchor.left;
  const top = anchor === null ? (at as { y: number }).y : anchor.bottom + 2;
  menu.style.left = `${Math.max(4, Math.min(left, innerWidth - size.width - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(top, innerHeight - size.height - 4))}px`;
  menu.focusFirst();
}
