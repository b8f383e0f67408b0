import { css, html, nothing, type TemplateResult } from 'lit';
import type { Tone } from '../verdict.ts';
import { icon, type IconName } from './icon.ts';

export const bannerStyles = css`
  .banner {
    display: flex;
    align-items: flex-start;
    gap: 12px;
    min-height: 56px;
    padding: 8px 16px 8px 12px;
    border: 1px solid var(--line);
    border-inline-start: 3px solid var(--tertiary);
    border-radius: 3px;
  }
  .banner.passed {
    border-inline-start-color: var(--passed);
  }
  .banner.failed {
    border-inline-start-color: var(--failed);
  }
  .banner.warning {
    border-inline-start-color: var(--warning);
  }
  .banner.information {
    border-inline-start-color: var(--information);
  }
  .banner > .icon {
    margin-top: 1px;
    font-size: 20px;
    width: 20px;
    height: 20px;
  }
  .banner > .words {
    flex: 1 1 auto;
    min-width: 0;
    color: var(--text);
  }
  .banner .title {
    font-size: 14px;
    line-height: 20px;
    font-weight: 600;
  }
  .banner .text {
    font-size: 12px;
    line-height: 18px;
    color: var(--secondary);
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  .banner > .action {
    flex: none;
    display: flex;
    gap: 12px;
    align-items: center;
    min-height: 20px;
  }
  .banner > .action:has(vscode-button) {
    min-height: 38px;
  }
  @container (max-width: 420px) {
    .banner {
      flex-wrap: wrap;
    }
    .banner > .words {
      flex-basis: calc(100% - 32px);
    }
    .banner > .action {
      margin-inline-start: 32px;
    }
  }
`;

export interface Banner {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title: unknown;
  readonly text?: unknown;
  readonly action?: unknown;
  /** Stays while something newer is on its way. */
  readonly quiet?: boolean;
}

/** What is so, in a sentence; then the figures or what to do; one link or button at the right. */
export function banner({
  tone,
  icon: iconName,
  title,
  text,
  action,
  quiet,
}: Banner): TemplateResult {
  return html`<div
    class="banner ${tone} ${quiet === true ? 'quiet' : ''}"
    role=${tone === 'failed' ? 'alert' : 'status'}
  >
    ${icon(iconName, tone)}
    <div class="words">
      <div class="title">${title}</div>
      ${text === undefined || text === '' ? nothing : html`<div class="text">${text}</div>`}
    </div>
    ${action === undefined || action === nothing ? nothing : html`<div class="action">${action}</div>`}
  </div>`;
}
