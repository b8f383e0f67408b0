import { Pacer } from '../../core/pacer.ts';
import { eachRow, type RowOptions } from './rows.ts';
import type { OpenTable } from './table.ts';

/** Bytes of rows that others are held against at a time. */
const heldBytes = 16 * 1024 ** 2;

/** Rows that are held against others at a time. */
const rowsAtOnce = 2 ** 20;

/** Rows of a number that a float64 holds beside 27 bits of their hash: `limits.embeddingRows`. */
const rowUnit = 2 ** 26;

export interface DuplicateGroups {
  /** How many groups of rows with the same bytes there are. */
  readonly count: number;
  /** The largest first, each with its first rows, ascending. */
  readonly groups: readonly (readonly number[])[];
}

/** Groups that are told, and rows of each. */
const mostTold = 100;

/**
 * Finds rows whose bytes are the same: those with the same hash are read again and compared.
 * @param norms of each row; rows without a direction (0, NaN) are nobody's duplicates
 * @param found is called with each row that has an equal
 */
export async function findDuplicates(
  table: OpenTable,
  norms: Float32Array,
  hashes: Uint32Array,
  found: (row: number) => void,
  options: RowOptions = {},
): Promise<DuplicateGroups> {
  const pacer = new Pacer(options.signal);
  const largest = new LargestGroups();
  let pending = await sameHash(candidates(norms, hashes), hashes, pacer);
  while (pending.length > 0) {
    // Groups by the numbers in `pending`; those of one batch are read together.
    const batch: number[] = [];
    const groupOf: number[] = [];
    let groups = 0;
    let taken = 0;
    while (
      taken < pending.length &&
      batch.length < rowsAtOnce &&
      groups * table.rowBytes < heldBytes
    ) {
      for (const row of pending[taken] ?? []) {
        batch.push(row);
        groupOf.push(groups);
      }
      groups++;
      taken++;
    }
    const apart = await verify(table, batch, groupOf, groups, found, largest, options);
    pending = [...pending.slice(taken), ...apart];
    if (pacer.due) await pacer.pause();
  }
  return largest.told();
}

/** Rows whose hash another row has too, and few more: a bit for each hash tells. */
function candidates(norms: Float32Array, hashes: Uint32Array): Uint32Array {
  const wanted = 16 * hashes.length;
  const size = Math.min(2 ** 27, Math.max(32, 2 ** Math.ceil(Math.log2(Math.max(1, wanted)))));
  const seen = new Uint32Array(size / 32);
  const twice = new Uint32Array(size / 32);
  const mask = size - 1;
  let directed = 0;
  for (let row = 0; row < hashes.length; row++) {
    if (!((norms[row] as number) > 0)) continue;
    directed++;
    const bit = (hashes[row] as number) & mask;
    const word = bit >>> 5;
    const flag = 1 << (bit & 31);
    if (((seen[word] as number) & flag) !== 0) twice[word] = (twice[word] as number) | flag;
    seen[word] = (seen[word] as number) | flag;
  }
  const rows = new Uint32Array(directed);
  let count = 0;
  for (let row = 0; row < hashes.length; row++) {
    if (!((norms[row] as number) > 0)) continue;
    const bit = (hashes[row] as number) & mask;
    if (((twice[bit >>> 5] as number) & (1 << (bit & 31))) !== 0) rows[count++] = row;
  }
  return rows.slice(0, count);
}

/** The rows in groups of the same hash, those that are alone left out; each ascending. */
async function sameHash(
  rows: Uint32Array,
  hashes: Uint32Array,
  pacer: Pacer,
): Promise<readonly (readonly number[])[]> {
  // Sorted as numbers, without a function that compares, ten times as fast.
  const keys = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    keys[i] = ((hashes[row] as number) >>> 5) * rowUnit + row;
  }
  keys.sort();
  const groups: number[][] = [];
  for (let at = 0; at < keys.length;) {
    const prefix = Math.floor((keys[at] as number) / rowUnit);
    const byHash = new Map<number, number[]>();
    for (; at < keys.length && Math.floor((keys[at] as number) / rowUnit) === prefix; at++) {
      const row = (keys[at] as number) % rowUnit;
      const hash = hashes[row] as number;
      const group = byHash.get(hash);
      if (group) group.push(row);
      else byHash.set(hash, [row]);
    }
    for (const group of byHash.values()) if (group.length > 1) groups.push(group);
    if (pacer.due) await pacer.pause();
  }
  return groups;
}

/** Reads the rows of some groups and splits what only the hash made equal. @returns the groups of what was split off */
async function verify(
  table: OpenTable,
  rows: readonly number[],
  groupOf: readonly number[],
  groups: number,
  found: (row: number) => void,
  largest: LargestGroups,
  options: RowOptions,
): Promise<readonly (readonly number[])[]> {
  const order = Float64Array.from(rows, (row, index) => row * rowUnit + index).sort();
  const ascending = Float64Array.from(order, (key) => Math.floor(key / rowUnit));
  const held: (Buffer | undefined)[] = new Array<undefined>(groups).fill(undefined);
  const equal: (number[] | undefined)[] = new Array<undefined>(groups).fill(undefined);
  const apart = new Map<number, number[]>();
  await eachRow(
    table,
    ascending,
    (index, bytes) => {
      const row = ascending[index] as number;
      const group = groupOf[(order[index] as number) % rowUnit] as number;
      const first = held[group];
      if (!first) {
        held[group] = Buffer.from(bytes);
        equal[group] = [row];
      } else if (first.equals(bytes)) equal[group]?.push(row);
      else {
        const other = apart.get(group);
        if (other) other.push(row);
        else apart.set(group, [row]);
      }
    },
    options,
  );
  for (const members of equal) {
    if (!members || members.length < 2) continue;
    for (const row of members) found(row);
    largest.add(members);
  }
  return [...apart.values()].filter((group) => group.length > 1);
}

/** Keeps the largest groups. */
class LargestGroups {
  #count = 0;
  #groups: { readonly size: number; readonly first: readonly number[] }[] = [];

  add(members: readonly number[]): void {
    this.#count++;
    this.#groups.push({ size: members.length, first: members.slice(0, mostTold) });
    if (this.#groups.length > 4 * mostTold) this.#cut();
  }

  told(): DuplicateGroups {
    this.#cut();
    return { count: this.#count, groups: this.#groups.map(({ first }) => first) };
  }

  #cut(): void {
    const firstOf = (group: { readonly first: readonly number[] }) => group.first[0] ?? 0;
    this.#groups.sort((a, b) => b.size - a.size || firstOf(a) - firstOf(b));
    this.#groups = this.#groups.slice(0, mostTold);
  }
}
