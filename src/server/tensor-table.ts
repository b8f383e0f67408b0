import { compareNatural } from '../core/natural.ts';
import { Pacer } from '../core/pacer.ts';
import { elementCount } from '../core/shape.ts';
import { sortSteps } from '../core/sort-steps.ts';
import { inTurns, type Steps } from '../core/steps.ts';
import type { Finding, TensorInfo, TensorRole } from '../protocol/model.ts';
import type { FigureSort, TensorPage, TensorQuery, TensorSort } from '../protocol/tensors.ts';
import { parseTensorFilter } from './tensor-filter.ts';

/** Order in which roles are listed and sorted: what a model is made of first. */
const roleOrder: readonly TensorRole[] = ['weight', 'optimizer', 'state', 'bookkeeping'];

/** The name that a table shows: the path in the object graph where there is one. */
const shownName = (tensor: TensorInfo) => tensor.objectPath ?? tensor.name;

const byName = (a: TensorInfo, b: TensorInfo) => compareNatural(shownName(a), shownName(b));

/** Rank first, then the sizes from the outermost: shapes of one kind stand together. */
function byShape(a: TensorInfo, b: TensorInfo): number {
  if (a.shape.length !== b.shape.length) return a.shape.length - b.shape.length;
  const axis = a.shape.findIndex((size, index) => size !== b.shape[index]);
  return axis < 0 ? 0 : (a.shape[axis] ?? 0) - (b.shape[axis] ?? 0);
}

const comparisons: Readonly<
  Record<Exclude<TensorSort, 'file' | FigureSort>, (a: TensorInfo, b: TensorInfo) => number>
> = {
  name: byName,
  role: (a, b) => roleOrder.indexOf(a.role) - roleOrder.indexOf(b.role),
  dtype: (a, b) => compareNatural(a.dtype, b.dtype),
  shape: byShape,
  size: (a, b) => a.bytes - b.bytes || elementCount(a.shape) - elementCount(b.shape),
};

const figureSorts: readonly string[] = [
  'min',
  'max',
  'mean',
  'std',
  'zeros',
  'nan',
] satisfies FigureSort[];

function isFigureSort(sort: TensorSort): sort is FigureSort {
  return figureSorts.includes(sort);
}

/** Figures that a table is sorted by, of the tensors whose figures are known. */
export interface KnownFigures {
  /** Changes when more become known. */
  readonly version: number;
  /** Of a tensor; null where it is not known, or the tensor has none. */
  figure(name: string, sort: FigureSort): number | null;
}

const noFigures: KnownFigures = { version: 0, figure: () => null };

/** What a table is asked for, but for the page. */
export type TensorSelection = Pick<TensorQuery, 'filter' | 'sort' | 'descending'>;

/**
 * The rows of one artifact's table of tensors. Scrolling asks for page after page of one selection, so the
 * last one is kept.
 */
export class TensorTable {
  readonly #tensors: readonly TensorInfo[];
  readonly #withFindings: ReadonlySet<string>;
  readonly #facets: TensorPage['facets'];
  readonly #figures: KnownFigures;
  #version = 0;
  #last: { readonly key: string; readonly rows: readonly TensorInfo[]; readonly bytes: number };

  /** `tensors` in the file's order; findings of kind `tensor` mark theirs, and so does damage. */
  constructor(
    tensors: readonly TensorInfo[],
    findings: readonly Finding[],
    figures: KnownFigures = noFigures,
  ) {
    this.#tensors = tensors;
    this.#figures = figures;
    this.#withFindings = new Set([
      ...findings.filter((finding) => finding.kind === 'tensor').map(({ location }) => location),
      ...tensors.filter((tensor) => tensor.damage !== undefined).map(({ name }) => name),
    ]);
    this.#facets = this.#countFacets();
    this.#last = { key: '', rows: [], bytes: 0 };
  }

  /** @throws AppError `cancelled` when the signal fires */
  async page(query: TensorQuery, signal?: AbortSignal): Promise<TensorPage> {
    // Figures that have come since would shuffle the pages of one order: they count from its first page on.
    if (isFigureSort(query.sort) && query.offset === 0 && query.limit > 0) this.#forget();
    const { rows, bytes } = await inTurns(this.#select(query), new Pacer(signal));
    const index = query.find === undefined ? -1 : rows.findIndex(({ name }) => name === query.find);
    const tensor = rows[index];
    return {
      total: this.#tensors.length,
      matched: rows.length,
      matchedBytes: bytes,
      rows: rows.slice(Math.max(0, query.offset), Math.max(0, query.offset) + query.limit),
      ...(tensor ? { found: { index, tensor } } : {}),
      facets: this.#facets,
    };
  }

  *#select({ filter, sort, descending }: TensorSelection): Steps<{
    readonly rows: readonly TensorInfo[];
    readonly bytes: number;
  }> {
    const key = JSON.stringify([filter, sort, descending]);
    if (this.#last.key === key) return this.#last;
    const holds = parseTensorFilter(filter);
    let rows: TensorInfo[] = [];
    for (const tensor of this.#tensors) {
      if (holds({ tensor, hasFinding: this.#withFindings.has(tensor.name) })) rows.push(tensor);
      yield;
    }
    if (isFigureSort(sort)) {
      rows = yield* sortSteps(rows, this.#byFigure(rows, sort, descending));
    } else if (sort !== 'file') {
      const compare = comparisons[sort];
      // Equal ones stand by name in both directions, so that a table never looks shuffled.
      rows = yield* sortSteps(
        rows,
        (a, b) => (descending ? compare(b, a) : compare(a, b)) || byName(a, b),
      );
    } else if (descending) {
      rows.reverse();
    }
    const bytes = rows.reduce((sum, tensor) => sum + tensor.bytes, 0);
    this.#last = { key, rows, bytes };
    return this.#last;
  }

  /** Those without the figure stand last in both directions. */
  #byFigure(
    rows: readonly TensorInfo[],
    sort: FigureSort,
    descending: boolean,
  ): (a: TensorInfo, b: TensorInfo) => number {
    const figures = new Map(
      rows.map((tensor) => [tensor, this.#figures.figure(tensor.name, sort)]),
    );
    return (a, b) => {
      const [one, other] = [figures.get(a) ?? null, figures.get(b) ?? null];
      if (one === null || other === null) {
        return Number(one === null) - Number(other === null) || byName(a, b);
      }
      return (descending ? other - one : one - other) || byName(a, b);
    };
  }

  /** More figures may be known than when it was sorted. */
  #forget(): void {
    const { version } = this.#figures;
    if (version !== this.#version) this.#last = { key: '', rows: [], bytes: 0 };
    this.#version = version;
  }

  #countFacets(): TensorPage['facets'] {
    const roles = new Map<TensorRole, number>();
    const dtypes = new Map<string, number>();
    for (const { role, dtype } of this.#tensors) {
      roles.set(role, (roles.get(role) ?? 0) + 1);
      dtypes.set(dtype, (dtypes.get(dtype) ?? 0) + 1);
    }
    return {
      roles: roleOrder.flatMap((role) => {
        const count = roles.get(role);
        return count === undefined ? [] : [{ role, count }];
      }),
      dtypes: [...dtypes]
        .map(([dtype, count]) => ({ dtype, count }))
        .sort((a, b) => b.count - a.count || compareNatural(a.dtype, b.dtype)),
      withFindings: this.#tensors.filter(({ name }) => this.#withFindings.has(name)).length,
    };
  }
}
