/** Of what is so, how much was told, and of what was told, how much is so. */
export interface Share {
  right: number;
  told: number;
  so: number;
}

/**
 * `weights`: layers with exactly the variables that they hold · `parameters`: of layers, with those in them ·
 * `names`, `classes`, `nesting`: of layers that hold variables, or have layers that do · `bare`: layers without any ·
 * `trained`: how many of their parameters are trained · `shapes`: what layers give, of models that Keras joined ·
 * `summary`: what `model.summary()` prints, of those · `edges`: what flows between layers by the configuration ·
 * `traced`: by the function that serves · `weighty`: by that between layers that hold variables, through all others.
 */
export const measures = [
  'weights',
  'parameters',
  'names',
  'classes',
  'nesting',
  'bare',
  'trained',
  'shapes',
  'summary',
  'edges',
  'traced',
  'weighty',
] as const;

export type Measure = (typeof measures)[number];

export class Shares {
  readonly #shares = new Map<Measure, Share>();

  add(measure: Measure, right: number, told: number, so: number): void {
    const share = this.of(measure);
    share.right += right;
    share.told += told;
    share.so += so;
  }

  of(measure: Measure): Share {
    const share = this.#shares.get(measure) ?? { right: 0, told: 0, so: 0 };
    this.#shares.set(measure, share);
    return share;
  }

  include(others: Shares): void {
    for (const measure of measures) {
      const { right, told, so } = others.of(measure);
      this.add(measure, right, told, so);
    }
  }
}

/** Part of what was told that is so; 1 where nothing was told. */
export const precision = ({ right, told }: Share): number => (told === 0 ? 1 : right / told);

/** Part of what is so that was told; 1 where nothing is. */
export const recall = ({ right, so }: Share): number => (so === 0 ? 1 : right / so);
