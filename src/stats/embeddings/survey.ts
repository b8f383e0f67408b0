import type { RowNorms } from '../../protocol/embeddings.ts';
import { limits } from '../../protocol/limits.ts';
import type { SurveyPart } from '../tasks/row-survey.ts';
import { storedNorm } from './norm.ts';
import { NormFigures } from './norm-figures.ts';
import { eachBlock, overRows, type RowOptions } from './rows.ts';
import { addTo, Spread } from './spread.ts';
import type { OpenTable } from './table.ts';

/** Rows that the sums are counted from the mean of. */
const pivotRows = 256;

/** What one reading of a table's rows gathers: some bytes of each row, and sums over all of them. */
export class Survey {
  /**
   * Norm of each row: NaN for one with NaN or an infinity, 0 for one that is zero in every dimension and for no other.
   */
  readonly norms: Float32Array;
  readonly hashes: Uint32Array;
  readonly spread: Spread;
  readonly #figures = new NormFigures();
  readonly #directions: Float64Array;
  #directed = 0;
  #next = 0;

  private constructor({ rows, dimensions }: OpenTable, spread: Spread) {
    this.norms = new Float32Array(rows);
    this.hashes = new Uint32Array(rows);
    this.spread = spread;
    this.#directions = new Float64Array(dimensions);
  }

  /** @throws AppError `cancelled`, and what the reader throws */
  static async of(table: OpenTable, options: RowOptions): Promise<Survey> {
    const pivot = await pivotOf(table, options.signal);
    const together = table.dimensions <= limits.componentDimensions;
    const survey = new Survey(table, new Spread(pivot, together));
    for await (const part of overRows(table, 'rowSurvey', { pivot, together }, options)) {
      survey.#add(part);
    }
    return survey;
  }

  rowNorms(): RowNorms | null {
    return this.#figures.of(this.norms);
  }

  /**
   * Mean cosine over all pairs of rows that have a direction: the square of the sum of n unit vectors is n and twice the
   * sum of the cosines of all pairs.
   */
  meanCosine(): number | null {
    const count = this.#directed;
    if (count < 2) return null;
    let square = 0;
    for (const sum of this.#directions) square += sum * sum;
    return Math.min(1, Math.max(-1, (square - count) / (count * (count - 1))));
  }

  #add(part: SurveyPart): void {
    const { norms, hashes, directed, directions } = part;
    this.hashes.set(hashes, this.#next);
    for (let row = 0; row < norms.length; row++) {
      this.norms[this.#next + row] = storedNorm(norms[row] as number);
    }
    this.#next += norms.length;
    this.#figures.add(norms);
    this.spread.add(part);
    this.#directed += directed;
    addTo(this.#directions, directions);
  }
}

/** The mean of the first finite rows. */
async function pivotOf(table: OpenTable, signal: AbortSignal | undefined): Promise<Float64Array> {
  const { rows, dimensions } = table;
  const sum = new Float64Array(dimensions);
  const range = { start: 0, count: Math.min(rows, pivotRows) };
  let finite = 0;
  await eachBlock(
    table,
    range,
    ({ count, values }) => {
      for (let row = 0; row < count; row++) {
        const one = values.subarray(row * dimensions, (row + 1) * dimensions);
        if (!one.every(Number.isFinite)) continue;
        addTo(sum, one);
        finite++;
      }
    },
    { signal },
  );
  return finite === 0 ? sum : sum.map((each) => each / finite);
}
