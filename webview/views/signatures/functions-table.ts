import { html, type TemplateResult } from 'lit';
import type {
  FunctionOption,
  ModelFunction,
  Structured,
  StructuredEntry,
} from '../../../src/protocol/model.ts';
import type { CopiedColumn } from '../../copy.ts';
import { name } from '../../elements/names.ts';
import { section } from '../../elements/section.ts';
import { statedShape } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import { copies } from '../copies.ts';
import { pythonText } from './python-text.ts';

/** One way to call a function; `option` is null where it was saved without any. */
interface Call {
  readonly function: string;
  readonly option: FunctionOption | null;
  /** Whether it is the first of its function. */
  readonly first: boolean;
}

function calls({ name: own, options }: ModelFunction): readonly Call[] {
  const ways = options.length === 0 ? [null] : options;
  return ways.map((option, at) => ({ function: own, option, first: at === 0 }));
}

/** In the words of the other tables: a tensor by dtype and shape, all else as Python has it. */
function argumentText(value: Structured): string {
  switch (value.kind) {
    case 'tensor': {
      const stated = `${value.dtype} ${statedShape(value.shape)}`;
      return value.name === null ? stated : `${value.name}: ${stated}`;
    }
    case 'list':
    case 'tuple':
      return `[${value.items.map(argumentText).join(', ')}]`;
    case 'dict':
    case 'named-tuple':
      return `{${value.entries.map(entryText).join(', ')}}`;
    default:
      return pythonText(value);
  }
}

function entryText({ key, value }: StructuredEntry): string {
  const text = argumentText(value);
  return text.startsWith(`${key}: `) ? text : `${key}: ${text}`;
}

function callText({ positional, named }: FunctionOption): string {
  return [
    ...positional.map(argumentText),
    ...named.map(({ key, value }) =>
      value.kind === 'tensor' ? entryText({ key, value }) : `${key}=${argumentText(value)}`,
    ),
  ].join(', ');
}

const copiedCalls: readonly CopiedColumn<Call>[] = [
  { title: 'function', value: (call) => call.function },
  { title: 'positional', value: ({ option }) => option?.positional },
  { title: 'named', value: ({ option }) => option?.named },
];

/** What Python can call once it has loaded the model, with each way that it was traced for. */
export function functionsTable(model: Model, functions: readonly ModelFunction[]): TemplateResult {
  const ordered = [...functions].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = ordered.flatMap(calls);
  return html`<div class="functions">
    ${section(
      {
        title: 'Functions',
        badge: functions.length,
        note: 'called in Python, after tf.saved_model.load',
        copied: copies(model, 'Call', copiedCalls, rows),
      },
      html`<table aria-label="Functions">
        <thead>
          <tr>
            <th>Name</th>
            <th>Arguments</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ function: own, option, first }) =>
              html`<tr>
                <td>${first ? name(own) : html`<span class="secondary">or</span>`}</td>
                ${
                  option === null
                    ? html`<td class="secondary">never traced, so it cannot be called</td>`
                    : html`<td class="mono">${name(callText(option) || 'none')}</td>`
                }
              </tr>`,
          )}
        </tbody>
      </table>`,
    )}
  </div>`;
}
