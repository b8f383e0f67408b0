import { css, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { keyedFocus } from './keyed-focus.ts';
import { TextField } from './toolkit.ts';
import { icon, type IconName } from './icon.ts';
import { labelled } from './labelled.ts';

/** For every shadow root that uses a control of this module. */
export const controlStyles = css`
  vscode-button {
    --button-padding-vertical: 2px;
    --button-padding-horizontal: 10px;
    height: 26px;
    border: 1px solid var(--button-line);
    border-radius: 2px;
    flex: none;
    line-height: 18px;
  }
  /* The toolkit leaves the browser's own size, which is none of VS Code's. */
  vscode-button::part(control) {
    font-size: 13px;
  }
  vscode-button .icon {
    font-size: 16px;
  }
  vscode-button.wide {
    width: 100%;
  }
  vscode-text-field {
    --input-height: 24;
    --input-min-width: 60px;
    --design-unit: 3;
    min-width: 0;
    font-size: 12px;
  }
  /* The toolkit leaves it to the browser, whose grey no theme knows. */
  vscode-text-field::part(control)::placeholder {
    color: var(--placeholder);
  }
  vscode-text-field .icon {
    margin-inline-end: 6px;
    color: var(--secondary);
  }
  vscode-dropdown {
    --dropdown-z-index: 3;
    --input-height: 24;
    --input-min-width: 80px;
    min-width: 80px;
    max-width: 100%;
    z-index: 3;
  }
  .segments {
    display: inline-flex;
    flex: none;
    border: 1px solid var(--vscode-input-border, var(--line));
    border-radius: 2px;
    overflow: hidden;
  }
  .segments > button {
    appearance: none;
    border: 0;
    height: 22px;
    padding: 0 10px;
    font: inherit;
    font-size: 12px;
    color: var(--text);
    background: none;
    cursor: pointer;
  }
  .segments > button + button {
    border-inline-start: 1px solid var(--vscode-input-border, var(--line));
  }
  .segments > button:hover {
    background: var(--hover);
  }
  .segments > button[aria-checked='true'] {
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    background: var(--selection-inactive);
  }
  :host-context(.vscode-high-contrast) .segments > button[aria-checked='true'],
  :host-context(.vscode-high-contrast) .chip[aria-pressed='true'] {
    outline: 1px dotted var(--accent);
    outline-offset: -1px;
  }
  :host-context(.vscode-high-contrast)
    :is(.segments > button[aria-checked='true'], .chip[aria-pressed='true']):focus-visible {
    outline-style: solid;
  }
  .chip {
    appearance: none;
    display: inline-flex;
    align-items: center;
    gap: 5px;
    height: 20px;
    padding: 0 8px;
    border: 1px solid var(--line);
    border-radius: 2px;
    background: none;
    color: var(--text);
    font: inherit;
    font-size: 12px;
    line-height: 18px;
    white-space: nowrap;
    cursor: pointer;
  }
  .chip:hover {
    background: var(--hover);
  }
  .chip[aria-pressed='true'] {
    border-color: transparent;
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    background: var(--selection-inactive);
    --secondary: var(--secondary-inactive);
  }
  .chip > .icon {
    font-size: 14px;
    width: 14px;
    height: 14px;
  }
  .chip > .count {
    color: var(--secondary);
  }
`;

interface ButtonOptions {
  readonly icon?: IconName;
  readonly primary?: boolean;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly classes?: string;
  readonly onClick: () => void;
}

/** A push button; at most one `primary` in a view. */
export function button(label: string, options: ButtonOptions): TemplateResult {
  return html`<vscode-button
    class=${options.classes ?? ''}
    appearance=${options.primary === true ? 'primary' : 'secondary'}
    ?disabled=${options.disabled === true}
    title=${options.title ?? nothing}
    @click=${options.onClick}
    >${options.icon ? html`<span slot="start">${icon(options.icon)}</span>` : nothing}${label}</vscode-button
  >`;
}

/** A word that leads somewhere. */
export function link(label: unknown, onClick: () => void, title?: string): TemplateResult {
  return html`<button type="button" class="link" title=${title ?? nothing} @click=${onClick}>
    ${label}
  </button>`;
}

interface IconButtonOptions {
  readonly onClick: (event: MouseEvent) => void;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly popup?: boolean;
}

/** A button of 24 px whose name is in its hover. */
export function iconButton(
  name: IconName,
  label: string,
  options: IconButtonOptions,
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    title=${label}
    aria-label=${label}
    aria-pressed=${options.pressed ?? nothing}
    aria-haspopup=${options.popup === true ? 'menu' : nothing}
    ?disabled=${options.disabled === true}
    @click=${options.onClick}
  >
    ${icon(name)}
  </button>`;
}

interface TextFieldOptions {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly icon?: IconName;
  readonly classes?: string;
  readonly onInput?: (value: string) => void;
  readonly onKey?: (event: KeyboardEvent, value: string) => void;
}

/** One line of text. */
export function textField(options: TextFieldOptions): TemplateResult {
  const valueOf = (event: Event): string => (event.currentTarget as HTMLInputElement).value;
  return html`<vscode-text-field
    class=${options.classes ?? ''}
    ${labelled(options.label)}
    placeholder=${options.placeholder ?? options.label}
    spellcheck="false"
    .value=${live(options.value)}
    @input=${(event: Event) => options.onInput?.(valueOf(event))}
    @keydown=${(event: KeyboardEvent) => options.onKey?.(event, valueOf(event))}
    >${options.icon ? html`<span slot="start">${icon(options.icon)}</span>` : nothing}</vscode-text-field
  >`;
}

/** Brings the keyboard into a field, with what is in it selected, as VS Code's own search has it. */
export function focusField(field: Element | null): void {
  if (!(field instanceof TextField)) return;
  field.focus();
  field.control.select();
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** One of several. */
export function dropdown<Value extends string>(
  label: string,
  choices: readonly Choice<Value>[],
  current: Value,
  onChange: (value: Value) => void,
): TemplateResult {
  // The toolkit's element keeps the choice and the words of the options that it was made with.
  const options = choices.map(({ value, label: words }) => `${value} ${words}`).join('\n');
  return html`${keyedFocus(
    options,
    html`<vscode-dropdown
      aria-label=${label}
      .value=${live(current)}
      @change=${(event: Event) => {
        onChange((event.currentTarget as HTMLSelectElement).value as Value);
      }}
      >${choices.map(
        (choice) =>
          html`<vscode-option value=${choice.value} ?selected=${choice.value === current}
            >${choice.label}</vscode-option
          >`,
      )}</vscode-dropdown
    >`,
  )}`;
}

/** One of a few, all in sight. Arrows move, as in a group of radio buttons. */
export function segments<Value extends string>(
  label: string,
  choices: readonly Choice<Value>[],
  current: Value,
  onChange: (value: Value) => void,
): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = choices.findIndex((choice) => choice.value === current);
    const next = choices[(at + step + choices.length) % choices.length];
    if (next === undefined) return;
    event.preventDefault();
    const group = event.currentTarget as HTMLElement;
    onChange(next.value);
    group.querySelectorAll('button')[choices.indexOf(next)]?.focus();
  };
  return html`<div class="segments" role="radiogroup" aria-label=${label} @keydown=${onKey}>
    ${choices.map(
      (choice) =>
        html`<button
          type="button"
          role="radio"
          aria-checked=${choice.value === current}
          tabindex=${choice.value === current ? 0 : -1}
          @click=${() => {
            onChange(choice.value);
          }}
        >
          ${choice.label}
        </button>`,
    )}
  </div>`;
}

/** Something that a filter can let through, and how many there are. */
export function chip(
  label: unknown,
  figure: string,
  pressed: boolean,
  onClick: () => void,
  name?: string,
): TemplateResult {
  return html`<button
    type="button"
    class="chip"
    aria-pressed=${pressed}
    aria-label=${name ?? nothing}
    @click=${onClick}
  >
    ${label}<span class="count">${figure}</span>
  </button>`;
}
