import { html, nothing } from 'lit';
import { count } from '../../format.ts';

/** A picker for each dimension before the last two, which are the rows and columns in sight. */
export function axisPickers(
  shape: readonly number[],
  leading: readonly number[],
  onChange: (leading: readonly number[]) => void,
): unknown {
  if (leading.length === 0) return nothing;
  return html`<span class="axes">
    ${leading.map((index, axis) => {
      const size = shape[axis] ?? 1;
      return html`<label
        >axis ${axis}<input
          type="number"
          min="0"
          max=${size - 1}
          .value=${String(index)}
          @change=${(event: Event) => {
            const input = event.currentTarget as HTMLInputElement;
            const wanted = Math.min(size - 1, Math.max(0, Math.trunc(Number(input.value)) || 0));
            input.value = String(wanted);
            onChange(leading.map((other, at) => (at === axis ? wanted : other)));
          }}
        /><span>of ${count(size)}</span></label
      >`;
    })}
  </span>`;
}
