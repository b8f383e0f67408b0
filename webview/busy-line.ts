import { css, html, nothing, type TemplateResult } from 'lit';
import type { Progress } from '../src/protocol/requests.ts';
import { doing } from '../src/protocol/words.ts';
import { link } from './elements/controls.ts';
import { cssProperties } from './elements/css-properties.ts';
import { bytes, count, visible } from './format.ts';
import type { Activity } from './state/activities.ts';

/** How much of how much, in words; '' where nothing is known of it. */
export function progressText(progress: Progress | null): string {
  if (progress === null) return '';
  const { done, total, unit, message } = progress;
  const amount = unit === 'bytes' ? bytes : count;
  const parts = [visible(message), ...(total > 0 ? [`${amount(done)} of ${amount(total)}`] : [])];
  return parts.filter((part) => part !== '').join(' · ');
}

/** The line of 2 px below the view bar: as long as what is done, or passing where that is not known. */
export function busyLine(label: string, progress: Progress | null): TemplateResult {
  const share =
    progress !== null && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
  return html`<div
    class="busy-line ${share === null ? 'passing' : ''}"
    role="progressbar"
    aria-label=${label}
    aria-valuenow=${share === null ? nothing : Math.round(share * 100)}
    aria-valuetext=${progressText(progress) || nothing}
  >
    <div ${cssProperties(share === null ? {} : { width: `${share * 100}%` })}></div>
  </div>`;
}

/** What the page waits for: the line, and in words at the foot of the view, over it so that nothing moves. */
export function activityLine({ method, progress, stop }: Activity): TemplateResult {
  const label = doing[method] ?? '';
  const text = progressText(progress);
  return html`<div class="activity">
    ${busyLine(label, progress)}
    <div class="words">
      <span class="cut"
        >${label}${text === '' ? nothing : html`<span class="secondary"> · ${text}</span>`}</span
      >
      ${link('Cancel', stop)}
    </div>
  </div>`;
}

export const busyLineStyles = css`
  .busy-line {
    position: relative;
    flex: none;
    height: 2px;
    overflow: hidden;
  }
  .busy-line > div {
    height: 100%;
    background: var(--vscode-progressBar-background, var(--accent));
  }
  .busy-line.passing > div {
    width: 30%;
    animation: pass 1.6s linear infinite;
  }
  @keyframes pass {
    from {
      transform: translateX(-100%);
    }
    to {
      transform: translateX(340%);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .busy-line.passing > div {
      animation: none;
      width: 100%;
    }
  }
  .activity {
    position: relative;
    flex: none;
    height: 0;
    z-index: 3;
  }
  .activity > .busy-line {
    position: absolute;
    inset: 0 0 auto 0;
  }
  .activity > .words {
    position: fixed;
    inset: auto 0 0 0;
    display: flex;
    align-items: center;
    gap: 12px;
    height: 23px;
    padding: 0 12px;
    font-size: 11px;
    background: var(--background);
    border-top: 1px solid var(--line);
  }
`;
