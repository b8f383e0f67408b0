import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { button, controlStyles, iconButton } from './controls.ts';
import { icon } from './icon.ts';
import { openMenu } from './menu.ts';
import { base } from './shared-styles.ts';
import type { VerdictWords } from '../verdict.ts';
import { count } from '../format.ts';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** null: on its way; its room is kept, so that no tab moves when it comes. */
  readonly count?: number | null;
  /** Where room is short tabs go under More, the highest first; 0 stays. */
  readonly dispensable: number;
}

/** The 36 px bar with the views; at its right the state of verification and the button for it. */
export class ViewBar<Id extends string> extends LitElement {
  static override properties = {
    tabs: { attribute: false },
    current: { attribute: false },
    verdict: { attribute: false },
    narrow: { attribute: false },
    away: { state: true },
    running: { attribute: false },
    verifiable: { attribute: false },
    offersVerify: { attribute: false },
  };
  static override styles = [
    base,
    controlStyles,
    css`
      :host {
        flex: none;
        display: flex;
        align-items: center;
        height: 36px;
        padding: 0 12px;
        gap: 8px;
        border-bottom: 1px solid var(--line);
      }
      [role='tablist'] {
        display: flex;
        gap: 2px;
        height: 100%;
        min-width: 0;
        overflow-x: clip;
      }
      [role='tab'],
      .more {
        appearance: none;
        display: inline-flex;
        align-items: center;
        gap: 6px;
        position: relative;
        height: 100%;
        padding: 0 10px;
        flex: none;
        border: 0;
        background: none;
        font: inherit;
        color: var(--secondary);
        white-space: nowrap;
        cursor: pointer;
      }
      [role='tab'][hidden] {
        display: none;
      }
      [role='tab']:hover,
      .more:hover {
        color: var(--text);
      }
      [role='tab'][aria-selected='true'],
      .more.current {
        color: var(--text);
      }
      [role='tab'][aria-selected='true']::after,
      .more.current::after {
        content: '';
        position: absolute;
        inset: auto 10px -1px;
        height: 2px;
        background: var(--accent);
      }
      .badge[hidden] {
        visibility: hidden;
      }
      .state {
        flex: none;
        margin-inline-start: auto;
        display: inline-flex;
        align-items: center;
        gap: 6px;
        padding: 0 4px;
        font-weight: 500;
        white-space: nowrap;
      }
      .state.neutral-words {
        font-weight: 400;
        color: var(--secondary);
      }
    `,
  ];
  declare tabs: readonly Tab<Id>[];
  declare current: Id;
  /** null where nothing can be verified. */
  declare verdict: VerdictWords | null;
  declare narrow: boolean;
  /** How many tabs are under More. */
  declare private away: number;
  declare running: boolean;
  /** Why verifying is out of reach, or null. */
  declare verifiable: boolean;
  declare offersVerify: boolean;

  readonly #resize = new ResizeObserver(() => {
    this.requestUpdate();
  });

  constructor() {
    super();
    this.tabs = [];
    this.verdict = null;
    this.narrow = false;
    this.away = 0;
    this.running = false;
    this.verifiable = true;
    this.offersVerify = true;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[role=tab][tabindex="0"]')?.focus();
  }

  /** Gives the focus away, to nobody. */
  leave(): void {
    const focused = this.shadowRoot?.activeElement;
    if (focused instanceof HTMLElement) focused.blur();
  }

  #choose(id: Id): void {
    this.dispatchEvent(new CustomEvent('view-choose', { detail: id }));
  }

  #onKey(event: KeyboardEvent): void {
    const shown = this.#shown();
    const at = shown.findIndex((tab) => tab.id === this.current);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: shown.length - 1,
    };
    const to = steps[event.key];
    const next = to === undefined ? undefined : shown[(to + shown.length) % shown.length];
    if (next === undefined) return;
    event.preventDefault();
    this.#choose(next.id);
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    });
  }

  /** Tabs that are not under More. */
  #shown(): readonly Tab<Id>[] {
    const leaving = this.tabs
      .filter(({ dispensable }) => dispensable > 0)
      .sort((a, b) => b.dispensable - a.dispensable)
      .slice(0, this.away);
    return this.tabs.filter((tab) => !leaving.includes(tab));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Anything but `away` itself may have made room: measured anew before anything is painted.
    if (!changed.has('away' as keyof ViewBar<Id>)) this.away = 0;
  }

  protected override updated(): void {
    const list = this.renderRoot.querySelector('[role="tablist"]');
    if (list === null || list.scrollWidth <= list.clientWidth) return;
    if (this.away < this.tabs.length - 1) this.away += 1;
  }

  protected override render(): TemplateResult {
    const shown = this.#shown();
    const hidden = this.tabs.filter((tab) => !shown.includes(tab));
    const under = hidden.find((tab) => tab.id === this.current);
    return html`<div role="tablist" aria-label="Views" @keydown=${this.#onKey}>
        ${this.tabs.map((tab) => this.#tab(tab, hidden.includes(tab), under !== undefined && tab === shown[0]))}
      </div>
      ${
        hidden.length === 0
          ? nothing
          : html`<button
              type="button"
              class="more ${under === undefined ? '' : 'current'}"
              aria-haspopup="menu"
              @click=${(event: Event) => {
                void openMenu(
                  event.currentTarget as Element,
                  hidden.map((tab) => ({
                    label: tab.label,
                    onChoose: () => {
                      this.#choose(tab.id);
                    },
                  })),
                );
              }}
            >
              ${under?.label ?? 'More'}${icon('chevron-down')}
            </button>`
      }
      ${this.verdict === null ? nothing : this.#state(this.verdict)}`;
  }

  /** A tab under More stays on the page, out of sight: one that comes and goes while widths are tried would lose focus and clicks. */
  #tab(tab: Tab<Id>, hidden: boolean, reachable: boolean): TemplateResult {
    const selected = tab.id === this.current;
    return html`<button
      type="button"
      role="tab"
      id="tab-${tab.id}"
      ?hidden=${hidden}
      aria-selected=${selected}
      tabindex=${selected || reachable ? 0 : -1}
      @click=${() => {
        this.#choose(tab.id);
      }}
    >
      ${tab.label}${
        tab.count === undefined
          ? nothing
          : html`<span class="badge" ?hidden=${tab.count === null}>${count(tab.count ?? 0)}</span>`
      }
    </button>`;
  }

  #state(verdict: VerdictWords): TemplateResult {
    const word = this.running ? 'Verifying…' : verdict.word;
    const neutral = this.running || verdict.tone === 'neutral';
    const verify = (): void => {
      this.dispatchEvent(new CustomEvent('view-verify'));
    };
    const reason = this.verifiable ? 'Verify Round Trip' : 'Restricted Mode: models are not run';
    return html`<span
        class="state ${neutral ? 'neutral-words' : ''}"
        role="status"
        aria-label="Verification: ${word}"
        title=${this.narrow ? word : nothing}
        >${this.running ? icon('sync') : icon(verdict.icon, verdict.tone)}${
          this.narrow ? nothing : html`<span>${word}</span>`
        }</span
      >
      ${
        !this.offersVerify
          ? nothing
          : this.narrow
            ? iconButton('verified', reason, {
                disabled: this.running || !this.verifiable,
                onClick: verify,
              })
            : button('Verify Round Trip', {
                icon: 'verified',
                disabled: this.running || !this.verifiable,
                title: reason,
                onClick: verify,
              })
      }`;
  }
}

customElements.define('sm-view-bar', ViewBar);
