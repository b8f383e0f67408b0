import { html, nothing } from 'lit';
import { banner } from '../../elements/banner.ts';
import { link } from '../../elements/controls.ts';
import { count, plural, sentence } from '../../format.ts';
import type { Model } from '../../state/model.ts';

/** What is wrong with each damaged tensor, by its key: the reader knew, or its values were read and do not hold. */
function damagedTensors({ summary, statistics }: Model): ReadonlyMap<string, string> {
  const damaged = new Map<string, string>();
  for (const { kind, severity, location, message } of summary.findings) {
    if (kind === 'tensor' && severity === 'error') damaged.set(location, message);
  }
  for (const { name, damage } of statistics.damaged) {
    if (damaged.has(name)) continue;
    damaged.set(
      name,
      damage ??
        `${name} does not match its checksum. Copy the file again from where it was written.`,
    );
  }
  return damaged;
}

/** Says of the first damaged tensor what is wrong, by the name of its row, and that the rest is fine. */
export function damageBanner(
  model: Model,
  onShow: (key: string) => void,
  onCopy: (text: string) => void,
): unknown {
  const damaged = damagedTensors(model);
  const [first] = damaged;
  if (first === undefined) return nothing;
  const [key, message] = first;
  const { tensorCount } = model.summary;
  const rest = tensorCount - damaged.size;
  const others = rest > 0 ? ` The other ${count(rest)} are not affected.` : '';
  return html`<div class="damage">
    ${banner({
      tone: 'failed',
      icon: 'error',
      title: `${count(damaged.size)} of ${plural(tensorCount, 'tensor')} ${damaged.size === 1 ? 'is' : 'are'} damaged`,
      text: `${sentence(model.names.within(message, key))}${others}`,
      action: html`${link('Show', () => {
        onShow(key);
      })}${link('Copy details', () => {
        onCopy([...damaged].map(([name, text]) => `${name}\t${text}\n`).join(''));
      })}`,
    })}
  </div>`;
}
