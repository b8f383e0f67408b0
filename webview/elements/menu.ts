import { css, html, LitElement, type TemplateResult } from 'lit';
import { base } from './shared-styles.ts';
import { roving } from './roving.ts';

export interface MenuItem {
  readonly label: string;
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
      }
      button {
        appearance: none;
        display: block;
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
    this.renderRoot.querySelector('button')?.focus();
  }

  #onKey(event: KeyboardEvent): void {
    // Nothing below the menu hears of its keys.
    event.stopPropagation();
    if (event.key !== 'Tab') return;
    event.preventDefault();
    this.hidePopover();
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
          html`<button
            type="button"
            role="menuitem"
            tabindex="-1"
            @click=${() => {
              this.hidePopover();
              item.onChoose();
            }}
          >
            ${item.label}
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
