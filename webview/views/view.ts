import { css, LitElement } from 'lit';
import { KeptScroll } from '../elements/kept-scroll.ts';
import type { Model } from '../state/model.ts';
import type { ViewName } from '../state/memory.ts';

/** How much room the page has: under 700 CSS pixels one pane, to 1000 two, above three. */
export type Room = 'narrow' | 'medium' | 'wide';

export function roomFor(width: number): Room {
  return width < 700 ? 'narrow' : width < 1000 ? 'medium' : 'wide';
}

/** A place in a view that something leads to. */
export interface Target {
  readonly view: ViewName;
  readonly tensor?: string;
  /** Of the tensor, counted from 0. */
  readonly row?: number;
  readonly layer?: string;
  /** A node of a graph, by the ids of both. */
  readonly node?: { readonly graph: string; readonly id: string };
  readonly signature?: string;
  readonly file?: string;
}

export type NavigateEvent = CustomEvent<Target>;

/** What all views have: the model they show, the room they have, and ways to lead elsewhere. */
export abstract class View extends LitElement {
  static override properties: Record<string, object> = {
    model: { attribute: false },
    room: { attribute: false },
  };
  declare model: Model;
  declare room: Room;
  /** Something on the page has had the focus since the view is there. */
  #settled = false;

  protected navigate(target: Target): void {
    this.dispatchEvent(
      new CustomEvent('navigate', { detail: target, bubbles: true, composed: true }),
    );
  }

  protected copy(text: string): void {
    this.model.rpc.host({ action: 'copy', text });
  }

  /** Puts the focus into the view's search, where it has one. */
  focusSearch(): void {}

  /** Panes that F6 goes through, in order. */
  panes(): readonly HTMLElement[] {
    return [];
  }

  /** Takes the focus that the view before it took away with it. */
  protected override updated(): void {
    if (this.#settled || !document.hasFocus()) return;
    if (document.activeElement !== document.body) this.#settled = true;
    else this.panes()[0]?.focus({ preventScroll: true });
  }
}

/** Goes from one pane to the next, round and round. */
export function focusNext(panes: readonly HTMLElement[]): void {
  const at = panes.findIndex((pane) => pane.matches(':focus-within'));
  panes[(at + 1) % panes.length]?.focus();
}

/** A view that scrolls as one page; where it was is remembered. */
export abstract class PageView extends View {
  protected abstract readonly view: ViewName;

  constructor() {
    super();
    new KeptScroll(
      this,
      () => this.renderRoot.querySelector('.page'),
      () => this.model.memory.place(this.view),
    );
  }

  override panes(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.page')];
  }
}

/** Names and what they stand for, a line each. */
export const factStyles = css`
  .facts {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 2px 12px;
    font-size: 12px;
    line-height: 18px;
  }
  .facts > dt {
    color: var(--secondary);
  }
  .facts > dd {
    min-width: 0;
    font-family: var(--mono);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;

const pageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
    container-type: inline-size;
  }
  .page {
    flex: 1 1 auto;
    min-height: 0;
    overflow: auto;
    padding: 20px 24px 24px;
  }
  /* It scrolls by the keys, and its edge is the editor's. */
  .page:focus {
    outline: none;
  }
  .toolbar {
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 40px;
    padding: 0 12px;
    border-bottom: 1px solid var(--line);
    font-size: 12px;
    line-height: 18px;
  }
  .toolbar > .end {
    margin-inline-start: auto;
  }
  .empty {
    max-width: 480px;
    padding: 24px;
    display: grid;
    gap: 8px;
    justify-items: start;
  }
  .empty h2 {
    font-size: 14px;
    line-height: 20px;
  }
  @container (max-width: 600px) {
    .page {
      padding: 16px;
    }
  }
`;

export const viewStyles = [factStyles, pageStyles];
