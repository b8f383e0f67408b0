import { html, nothing } from 'lit';
import { banner } from '../../elements/banner.ts';
import { link } from '../../elements/controls.ts';
import { count, plural, sentence } from '../../format.ts';
import type { Model } from '../../state/model.ts';

/** What is wrong with each damaged tensor, by its key. */
function damagedTensors({ findings }: Model): ReadonlyMap<string, string> {
  return new Map(
    findings
      .filter(({ kind, severity }) => kind === 'tensor' && severity === 'error')
      .map(({ location, message }) => [location, message]),
  );
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
