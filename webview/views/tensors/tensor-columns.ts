import { html, nothing } from 'lit';
import type { TensorInfo } from '../../../src/protocol/model.ts';
import type { FigureSort, TensorStatistics } from '../../../src/protocol/tensors.ts';
import type { CopiedColumn } from '../../copy.ts';
import type { Column } from '../../elements/data-grid-columns.ts';
import { histogram, rebin } from '../../elements/histogram.ts';
import { icon } from '../../elements/icon.ts';
import { roleColours } from '../../elements/kinds.ts';
import { path } from '../../elements/names.ts';
import { bytes, count, isWhole, storedShape, value, visible } from '../../format.ts';
import type { Statistics } from '../../state/statistics.ts';
import { shownName } from '../../state/tensor-names.ts';
import type { Room } from '../view.ts';

const bins = 24;

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
  const figuresOf = (tensor: TensorInfo): TensorStatistics | undefined => {
    const figures = statistics.of(tensor.name);
    return figures === undefined || damageOf(tensor, figures) !== null ? undefined : figures;
  };
  /** A column of figures; `write` says what stands in a cell, in full, for the column is made as wide as that. */
  const figure = (
    id: FigureSort,
    title: string,
    width: number,
    write: (figures: TensorStatistics, dtype: string) => string,
  ): Column<TensorInfo> & Required<Pick<Column<TensorInfo>, 'text'>> => {
    const text = (tensor: TensorInfo): string => {
      const figures = figuresOf(tensor);
      return figures === undefined ? '' : write(figures, tensor.dtype);
    };
    return {
      id,
      title,
      width,
      align: 'end',
      sortable: true,
      mono: true,
      text,
      cell: (tensor) => {
        const written = text(tensor);
        // What says nothing is quiet.
        return written === '–' || written === '0'
          ? html`<span class="tertiary">${written}</span>`
          : written;
      },
    };
  };
  const amount = (figures: number | null): string => (figures === null ? '–' : count(figures));
  const nan = figure('nan', 'NaN', 48, (figures) => amount(figures.nan));
  const own: readonly Column<TensorInfo>[] = [
    {
      id: 'name',
      title: 'Name',
      width: room === 'narrow' ? 140 : 200,
      grows: true,
      sortable: true,
      cell: (tensor, characters) => {
        const damage = damageOf(tensor, statistics.of(tensor.name));
        return html`${path(shownName(tensor), tensor.name, characters)}${
          damage === null
            ? nothing
            : html`<span class="mark" title=${visible(damage)}>${icon('error', 'failed')}</span>`
        }`;
      },
    },
    {
      id: 'role',
      title: 'Role',
      width: 102,
      sortable: true,
      cell: ({ role }) =>
        html`<span class="square ${roleColours[role]}"></span><span>${role}</span>`,
    },
    {
      id: 'dtype',
      title: 'Dtype',
      width: 70,
      sortable: true,
      mono: true,
      text: ({ dtype }) => visible(dtype),
      cell: ({ dtype }) => html`<span class="secondary cut">${visible(dtype)}</span>`,
    },
    {
      id: 'shape',
      title: 'Shape',
      width: 84,
      sortable: true,
      mono: true,
      text: ({ shape }) => storedShape(shape),
      cell: ({ shape }) =>
        html`<span class="cut" title=${storedShape(shape)}>${storedShape(shape)}</span>`,
    },
    {
      id: 'size',
      title: 'Size',
      width: 70,
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
          return html`<span class="secondary spills" title=${visible(damage)}
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
    figure('min', 'Min', 72, ({ min }, dtype) => value(min, isWhole(dtype))),
    figure('max', 'Max', 72, ({ max }, dtype) => value(max, isWhole(dtype))),
    figure('mean', 'Mean', 72, ({ mean }) => value(mean)),
    figure('std', 'Std', 64, ({ count: all, std }) => (all === 1 ? '–' : value(std))),
    {
      ...figure('zeros', 'Zeros', 50, ({ zeros }) => amount(zeros)),
      longest: ({ shape }) => count(shape.reduce((product, size) => product * size, 1)),
    },
    {
      ...nan,
      // The icon takes the room of three characters.
      text: (tensor) => `   ${nan.text(tensor)}`,
      cell: (tensor, characters) =>
        (figuresOf(tensor)?.nan ?? 0) > 0
          ? html`<span>${icon('warning', 'warning')}${nan.text(tensor)}</span>`
          : nan.cell(tensor, characters),
    },
  ];
}

/** What is copied of a tensor: its own facts, and figures where they were computed. */
export function copiedColumns(statistics: Statistics): readonly CopiedColumn<TensorInfo>[] {
  return [
    { title: 'name', value: ({ name }) => name },
    { title: 'objectPath', value: ({ objectPath }) => objectPath },
    { title: 'role', value: ({ role }) => role },
    { title: 'dtype', value: ({ dtype }) => dtype },
    { title: 'shape', value: ({ shape }) => shape },
    { title: 'bytes', value: ({ bytes: size }) => size },
    ...(['min', 'max', 'mean', 'std', 'zeros', 'nan', 'inf'] as const).map(
      (key): CopiedColumn<TensorInfo> => ({
        title: key,
        value: ({ name }) => statistics.of(name)?.[key],
      }),
    ),
  ];
}
