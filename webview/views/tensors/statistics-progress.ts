import { html, nothing } from 'lit';
import { link } from '../../elements/controls.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import { icon } from '../../elements/icon.ts';
import { progressLine } from '../../elements/progress.ts';
import { count, sentence, visible } from '../../format.ts';
import type { Statistics } from '../../state/statistics.ts';

/** How far the statistics are, with a way to stop and to go on. `offered`: they wait for somebody to want them. */
export function statisticsProgress(
  statistics: Statistics,
  offered: boolean,
  onCompute: () => void,
): unknown {
  const { done, total } = statistics.progress;
  if (statistics.running) {
    const width = cssProperties({ width: `${count(total).length}ch` });
    const amount = html`<span class="done" ${width}>${count(done)}</span>`;
    return html`${progressLine('Statistics', done, total)}
      <span class="secondary amount" title=${visible(statistics.message)}
        >Statistics ${amount} of ${count(total)}</span
      >
      ${link('Stop', () => {
        statistics.stop();
      })}`;
  }
  if (statistics.stopped) {
    const reason = statistics.error === null ? undefined : sentence(statistics.error.message);
    return html`${reason === undefined ? nothing : icon('warning', 'warning')}<span
        class="secondary"
        title=${reason ?? nothing}
        >Stopped at ${count(done)} of ${count(total)}</span
      >
      ${link('Continue', () => {
        statistics.resume();
      })}`;
  }
  return offered ? link('Compute Statistics', onCompute) : nothing;
}
