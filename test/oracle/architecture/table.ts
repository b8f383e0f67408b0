import type { Made, Refused, Saved } from './answer.ts';
import type { Outcome } from './compare.ts';
import { measures, precision, recall, Shares } from './shares.ts';

interface Row {
  exact: number;
  differ: number;
  refused: number;
  readonly shares: Shares;
}

/** What came of all models, by how they were saved. */
export class Table {
  readonly #rows = new Map<string, Row>();
  #models = 0;
  readonly #kinds = new Set<string>();

  get differing(): number {
    return [...this.#rows.values()].reduce((sum, { differ }) => sum + differ, 0);
  }

  addModel({ family, kind }: Made): void {
    this.#models++;
    this.#kinds.add(`${family} ${kind}`);
  }

  addRefusal(made: Made, saved: Refused): void {
    this.#row(made, saved).refused++;
  }

  add(made: Made, saved: Saved, { wrong, shares }: Outcome): void {
    const row = this.#row(made, saved);
    if (wrong.length === 0) row.exact++;
    else row.differ++;
    row.shares.include(shares);
  }

  /** Of each measure precision and recall, in percent. */
  text(): string {
    const head = ['saved by', 'exact', 'differ', 'refused', ...measures];
    const body = [...this.#rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { exact, differ, refused, shares }]) => [
        name,
        ...[exact, differ, refused].map(String),
        ...measures.map((measure) => {
          const share = shares.of(measure);
          if (share.told === 0 && share.so === 0) return '–';
          return `${percent(precision(share))} ${percent(recall(share))}`;
        }),
      ]);
    const widths = head.map((_, at) =>
      Math.max(...[head, ...body].map((row) => row[at]?.length ?? 0)),
    );
    const lines = [head, ...body].map((row) =>
      row
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  '),
    );
    const artifacts = [...this.#rows.values()].reduce(
      (sum, { exact, differ }) => sum + exact + differ,
      0,
    );
    return `${lines.join('\n')}\n\n${String(this.#models)} models of ${String(this.#kinds.size)} kinds, ${String(artifacts)} artifacts; precision and recall in percent`;
  }

  #row({ family }: Made, { way, config }: Saved | Refused): Row {
    const name = `${family} · ${way}${config ? ', configuration' : ''}`;
    const row = this.#rows.get(name) ?? { exact: 0, differ: 0, refused: 0, shares: new Shares() };
    this.#rows.set(name, row);
    return row;
  }
}

/** Rounded down: 100 is all of them. */
function percent(part: number): string {
  return String(Math.floor(part * 1000) / 10);
}
