import { css, html, nothing, type TemplateResult } from 'lit';
import { count } from '../format.ts';
import { copyButton, copyItems, type Copied } from './copy-menu.ts';
import { openMenu } from './menu.ts';

export const sectionStyles = css`
  .heading {
    display: flex;
    align-items: baseline;
    gap: 8px;
    min-height: 24px;
    line-height: 24px;
  }
  .heading:has(vscode-dropdown) {
    align-items: center;
  }
  .heading > h2 {
    line-height: inherit;
  }
  .heading > .end {
    display: flex;
    align-items: baseline;
    gap: 8px;
    margin-inline-start: auto;
    white-space: nowrap;
  }
  .heading > .actions {
    display: flex;
    align-self: center;
    margin-inline-start: -4px;
  }
  .heading > .cut {
    flex-shrink: 1000;
  }
  .heading > .note {
    flex-shrink: 100000;
  }
  .heading > :is(.end, .actions) {
    flex: none;
  }
  /* As in VS Code's own panes, what can be done with a section shows where the pointer or the keyboard is. */
  @media (hover: hover) {
    section:not(:hover, :focus-within) > .heading > .actions {
      opacity: 0;
    }
  }
`;

/** A part of a page under a heading of its own. */
export interface Section {
  readonly title: unknown;
  readonly badge?: number;
  /** Stands beside the title. */
  readonly beside?: unknown;
  /** Words beside the title that give way where room is short. */
  readonly note?: unknown;
  readonly end?: unknown;
  readonly copied?: Copied;
  /** Icon buttons beside the one that copies. */
  readonly actions?: unknown;
  readonly classes?: string;
}

/** The heading with its figures and actions, and what stands below it; its context menu copies the table. */
export function section(
  { title, badge, beside, note, end, copied, actions, classes }: Section,
  body: unknown,
): TemplateResult {
  return html`<section
    class=${classes ?? nothing}
    @contextmenu=${(event: MouseEvent) => {
      // Text that somebody has marked is copied by VS Code's own menu.
      if (copied === undefined || String(document.getSelection()) !== '') return;
      event.preventDefault();
      event.stopPropagation();
      void openMenu({ x: event.clientX, y: event.clientY }, copyItems(copied));
    }}
  >
    <div class="heading">
      <h2>${title}</h2>
      ${badge === undefined || badge === 0 ? nothing : html`<span class="badge">${count(badge)}</span>`}
      ${beside ?? nothing}
      ${note === undefined ? nothing : html`<span class="note small secondary cut">${note}</span>`}
      ${
        copied === undefined && actions === undefined
          ? nothing
          : html`<span class="actions"
              >${copied === undefined ? nothing : copyButton(copied)}${actions}</span
            >`
      }
      ${end === undefined || end === nothing ? nothing : html`<span class="end small secondary">${end}</span>`}
    </div>
    ${body}
  </section>`;
}
