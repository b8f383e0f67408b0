import type { Artifact } from '../formats/contract.ts';
import type { TensorInfo } from '../protocol/model.ts';
import type { FigureSort, TensorStatistics } from '../protocol/tensors.ts';
import { tensorStatistics } from '../stats/tensor-statistics.ts';
import type { StatisticsThreads } from '../stats/threads/statistics-threads.ts';
import { SharedWork, type Waiting } from './shared-work.ts';
import type { KnownFigures } from './tensor-table.ts';

/**
 * Tensors whose figures are kept whole, two kilobytes each; of more the oldest are computed again, and what
 * tables are sorted by is kept of all.
 */
const mostKept = 20_000;

/** Statistics of an open artifact's tensors, each computed once however many ask, now or later. */
export class StatisticsStore implements KnownFigures {
  readonly #artifact: Artifact;
  readonly #threads: StatisticsThreads;
  readonly #computed = new Map<string, TensorStatistics>();
  readonly #sortable = new Map<string, Readonly<Record<FigureSort, number | null>>>();
  /** By tensor; it tells the bytes that were read. */
  readonly #underWay = new SharedWork<TensorStatistics, number>(0);

  constructor(artifact: Artifact, threads: StatisticsThreads) {
    this.#artifact = artifact;
    this.#threads = threads;
  }

  /** How many tensors are worth computing at once. */
  get atOnce(): number {
    return this.#threads.size;
  }

  /** All that is kept, in the order in which it was computed. */
  get computed(): readonly TensorStatistics[] {
    return [...this.#computed.values()];
  }

  get version(): number {
    return this.#sortable.size;
  }

  figure(name: string, sort: FigureSort): number | null {
    return this.#sortable.get(name)?.[sort] ?? null;
  }

  /** @throws AppError `cancelled` when the call's signal fires; the work ends when nobody waits for it */
  async of(tensor: TensorInfo, call: Waiting<number>): Promise<TensorStatistics> {
    const known = this.#computed.get(tensor.name);
    if (known) return known;
    return this.#underWay.of(tensor.name, call, async ({ signal, report }) => {
      const threads = this.#threads;
      const figures = await tensorStatistics(this.#artifact, tensor, { threads, signal, report });
      this.#keep(figures);
      return figures;
    });
  }

  #keep(figures: TensorStatistics): void {
    this.#computed.set(figures.name, figures);
    this.#sortable.set(figures.name, sortable(figures));
    const [oldest] = this.#computed.keys();
    if (this.#computed.size > mostKept && oldest !== undefined) this.#computed.delete(oldest);
  }
}

/** An int64 beyond 2^53 comes as its digits; for an order its nearest double will do. */
function sortable(figures: TensorStatistics): Readonly<Record<FigureSort, number | null>> {
  const number = (figure: number | string | null): number | null => {
    const value = figure === null ? NaN : Number(figure);
    return Number.isNaN(value) ? null : value;
  };
  const { min, max, mean, std, zeros, nan } = figures;
  return {
    min: number(min),
    max: number(max),
    mean: number(mean),
    std: figures.count === 1 ? null : number(std),
    zeros,
    nan,
  };
}
