import { css, html, nothing, type TemplateResult } from 'lit';
import type { FormatId, Part } from '../../../src/protocol/model.ts';
import { path } from '../../elements/names.ts';
import { bytes, count, when } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import type { Room } from '../view.ts';

/** Parts that are shown; the Explorer lists them all. */
const mostShown = 100;

const formatNames: Readonly<Record<FormatId, string>> = {
  'saved-model': 'SavedModel',
  'tf-checkpoint': 'Checkpoint',
  'tf-checkpoint-v1': 'Checkpoint',
  'checkpoint-directory': 'Checkpoints',
  'keras-archive': 'Keras model',
  'keras-hdf5': 'Keras model (HDF5)',
  'keras-weights-hdf5': 'Keras weights (HDF5)',
  hdf5: 'HDF5',
  'graph-def': 'Graph',
  'meta-graph': 'Meta graph',
  numpy: 'NumPy arrays',
  project: 'Project',
};

/** The artifacts that lie in the directory; each opens in a tab of its own. */
export function partsTable(model: Model, room: Room): unknown {
  const { format, parts } = model.summary;
  // What the directory is besides opens by no path of its own.
  const inside = parts.filter((part) => part.path !== '');
  if (inside.length === 0) return nothing;
  const shown = inside.slice(0, mostShown);
  const counted = shown.some(({ step }) => step !== undefined);
  const full = room !== 'narrow';
  return html`<section class="parts">
    <div class="heading">
      <h2>${format === 'project' ? 'Artifacts' : 'In the same directory'}</h2>
      <span class="badge">${count(inside.length)}</span>
    </div>
    <table>
      <thead>
        <tr>
          <th>Path</th>
          <th class="format">Format</th>
          <th class="number size">Size</th>
          ${counted ? html`<th class="number size">Step</th>` : nothing}
          ${full ? html`<th class="saved">Saved</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${shown.map((part) => row(part, { full, counted }, model))}
      </tbody>
    </table>
    ${
      shown.length < inside.length
        ? html`<p class="small secondary">
            ${count(inside.length - shown.length)} more; the Explorer lists them.
          </p>`
        : nothing
    }
  </section>`;
}

function row(
  part: Part,
  { full, counted }: { readonly full: boolean; readonly counted: boolean },
  model: Model,
): TemplateResult {
  return html`<tr>
    <td>
      ${
        part.readable
          ? html`<button
              type="button"
              class="plain cut"
              @click=${() => {
                model.rpc.host({ action: 'open-part', path: part.path });
              }}
            >
              ${path(part.path)}
            </button>`
          : html`<span class="secondary cut">${path(part.path)}</span>`
      }
    </td>
    <td class="secondary">
      ${formatNames[part.format]}${part.readable ? nothing : html` · not read yet`}
    </td>
    <td class="number mono">${bytes(part.bytes)}</td>
    ${counted ? html`<td class="number mono">${part.step === undefined ? '–' : count(part.step)}</td>` : nothing}
    ${
      full
        ? html`<td class="secondary saved">
            ${part.modified === null ? '–' : when(part.modified, Date.now())}
          </td>`
        : nothing
    }
  </tr>`;
}

export const partsStyles = css`
  .parts table {
    table-layout: fixed;
  }
  .parts td:first-child {
    padding-inline-end: 16px;
  }
  .parts .cut {
    display: block;
    max-width: 100%;
  }
  .parts th.format {
    width: 28%;
  }
  .parts th.size {
    width: 84px;
  }
  .parts th.saved {
    width: 150px;
  }
  .parts .saved {
    padding-inline-start: 24px;
  }
`;
