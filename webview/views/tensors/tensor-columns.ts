import { html, nothing } from 'lit';
import type { TensorInfo } from '../../../src/protocol/model.ts';
import type { TensorStatistics } from '../../../src/protocol/tensors.ts';
import type { CopiedColumn } from '../../copy.ts';
import type { Column } from '../../elements/data-grid.ts';
import { histogram, rebin } from '../../elements/histogram.ts';
import { icon } from '../../elements/icon.ts';
import { roleColours } from '../../elements/kinds.ts';
import { path } from '../../elements/names.ts';
import { bytes, count, plain, storedShape, value, visible } from '../../format.ts';
import type { Statistics } from '../../state/statistics.ts';
import type { Room } from '../view.ts';

const bins = 24;

/** What people call a tensor: its object path where it has one; the file's own name is in the hover. */
export function shownName(tensor: TensorInfo): string {
  return tensor.objectPath ?? tensor.name;
}

export function isWhole(dtype: string): boolean {
  return /^u?int|^q?u?int|^bool/.test(dtype);
}

/** Why there are no figures, if something is known to be wrong. */
export function damageOf(tensor: TensorInfo, figures: TensorStatistics | undefined): string | null {
  if (tensor.damage !== undefined) return tensor.damage;
  if (figures?.damage !== undefined) return figures.damage;
  return figures?.checksum === 'mismatch' ? 'The values do not match their checksum.' : null;
}

/** Columns of the table of tensors. `waiting`: figures are wanted, so a line stands where they will be. */
export function tensorColumns(
  statistics: Statistics,
  room: Room,
  waiting: boolean,
): readonly Column<TensorInfo>[] {
  const figure =
    (read: (figures: TensorStatistics, tensor: TensorInfo) => unknown) =>
    (tensor: TensorInfo): unknown => {
      const figures = statistics.of(tensor.name);
      if (figures === undefined || damageOf(tensor, figures) !== null) return nothing;
      return read(figures, tensor);
    };
  const zero = (amount: number | null): unknown =>
    amount === null
      ? html`<span class="tertiary">–</span>`
      : amount === 0
        ? html`<span class="tertiary">0</span>`
        : count(amount);
  const own: readonly Column<TensorInfo>[] = [
    {
      id: 'name',
      title: 'Name',
      width: 160,
      grows: true,
      sortable: true,
      cell: (tensor) => {
        const damage = damageOf(tensor, statistics.of(tensor.name));
        return html`${path(shownName(tensor), tensor.name)}${
          damage === null
            ? nothing
            : html`<span title=${visible(damage)}>${icon('error', 'failed')}</span>`
        }`;
      },
    },
    {
      id: 'role',
      title: 'Role',
      width: 92,
      sortable: true,
      cell: ({ role }) =>
        html`<span class="square ${roleColours[role]}"></span><span>${role}</span>`,
    },
    {
      id: 'dtype',
      title: 'Dtype',
      width: 78,
      sortable: true,
      mono: true,
      cell: ({ dtype }) => html`<span class="secondary cut">${visible(dtype)}</span>`,
    },
    {
      id: 'shape',
      title: 'Shape',
      width: 100,
      sortable: true,
      mono: true,
      cell: ({ shape }) =>
        html`<span class="cut" title=${storedShape(shape)}>${storedShape(shape)}</span>`,
    },
    {
      id: 'size',
      title: 'Size',
      width: 72,
      align: 'end',
      sortable: true,
      mono: true,
      cell: ({ bytes: size }) => html`<span class="secondary">${bytes(size)}</span>`,
    },
  ];
  if (room === 'narrow')
    return own.filter(({ id }) => id === 'name' || id === 'shape' || id === 'size');
  return [
    ...own,
    {
      id: 'distribution',
      title: 'Distribution',
      width: 108,
      cell: (tensor) => {
        const figures = statistics.of(tensor.name);
        const damage = damageOf(tensor, figures);
        if (damage !== null) {
          const differs = figures?.checksum === 'mismatch' && figures.damage === undefined;
          return html`<span class="secondary cut" title=${visible(damage)}
            >${differs ? 'checksum differs' : 'damaged'}</span
          >`;
        }
        if (figures === undefined) return waiting ? html`<span class="line"></span>` : nothing;
        if (figures.count === 0) return html`<span class="secondary">no values</span>`;
        if (figures.histogram === null) return html`<span class="tertiary">–</span>`;
        if (figures.count === 1) return html`<span class="secondary">one value</span>`;
        if (figures.min === figures.max) return html`<span class="secondary">all equal</span>`;
        return histogram(
          rebin(figures.histogram.counts, bins),
          96,
          15,
          `Distribution from ${value(figures.min)} to ${value(figures.max)}`,
        );
      },
    },
    ...(['min', 'max', 'mean'] as const).map((id): Column<TensorInfo> => ({
      id,
      title: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
      width: 76,
      align: 'end',
      mono: true,
      cell: figure((figures, { dtype }) => value(figures[id], isWhole(dtype) && id !== 'mean')),
    })),
    {
      id: 'std',
      title: 'Std',
      width: 70,
      align: 'end',
      mono: true,
      cell: figure((figures) =>
        figures.count === 1 ? html`<span class="tertiary">–</span>` : value(figures.std),
      ),
    },
    {
      id: 'zeros',
      title: 'Zeros',
      width: 54,
      align: 'end',
      mono: true,
      cell: figure(({ zeros }) => zero(zeros)),
    },
    {
      id: 'nan',
      title: 'NaN',
      width: 48,
      align: 'end',
      mono: true,
      cell: figure(({ nan }) =>
        nan !== null && nan > 0
          ? html`<span class="with-warning">${icon('warning', 'warning')}${count(nan)}</span>`
          : zero(nan),
      ),
    },
  ];
}

/** What is copied of a tensor: its own facts, and figures where they were computed. */
export function copiedColumns(statistics: Statistics): readonly CopiedColumn<TensorInfo>[] {
  const figure = (
    key: 'min' | 'max' | 'mean' | 'std' | 'zeros' | 'nan' | 'inf',
  ): CopiedColumn<TensorInfo> => ({
    title: key,
    text: ({ name }) => plain(statistics.of(name)?.[key] ?? null),
    json: ({ name }) => statistics.of(name)?.[key] ?? null,
  });
  return [
    { title: 'name', text: ({ name }) => name },
    {
      title: 'objectPath',
      text: ({ objectPath }) => objectPath ?? '',
      json: ({ objectPath }) => objectPath,
    },
    { title: 'role', text: ({ role }) => role },
    { title: 'dtype', text: ({ dtype }) => dtype },
    { title: 'shape', text: ({ shape }) => `[${shape.join(', ')}]`, json: ({ shape }) => shape },
    { title: 'bytes', text: ({ bytes: size }) => String(size), json: ({ bytes: size }) => size },
    ...(['min', 'max', 'mean', 'std', 'zeros', 'nan', 'inf'] as const).map(figure),
  ];
}
