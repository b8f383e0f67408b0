import type { MapQuery, Metric, RowQuery } from '../../src/protocol/embeddings.ts';
import type { GraphQuery } from '../../src/protocol/graph.ts';
import type { Notation, TensorSort } from '../../src/protocol/tensors.ts';
import type { Camera } from '../elements/graph/camera.ts';
import type { VsCodeApi } from '../rpc.ts';

export const viewNames = [
  'overview',
  'architecture',
  'signatures',
  'tensors',
  'embeddings',
  'metadata',
  'verify',
] as const;

export type ViewName = (typeof viewNames)[number];

/** What the bars of a distribution count: values from the least to the greatest, or powers of two. */
export type Scale = 'value' | 'magnitude';

/** How far a scroller is from its start, in CSS pixels. */
export interface ScrollPosition {
  readonly top: number;
  readonly left: number;
}

/** What a tab is found with again after it was hidden or VS Code was restarted. Lengths in CSS pixels. */
export interface Remembered {
  readonly view: ViewName;
  /** What tells the control that has the focus from all others; null before any had it. */
  readonly focus: string | null;
  /** By the name of the place. */
  readonly scroll: Readonly<Record<string, ScrollPosition | undefined>>;
  readonly overview: {
    /** Index among all signatures, of the one in the picture; −1 for the one that is served. */
    readonly signature: number;
  };
  readonly architecture: {
    /** Layers whose rows are closed in the tree, by path. */
    readonly closed: readonly string[];
    /** Path of the chosen layer. */
    readonly selected: string | null;
    /** Id of the chosen node of the graph. */
    readonly node: string | null;
    readonly search: string;
    /** `GraphChoice.id`; null for the one in front. */
    readonly graph: string | null;
    readonly level: GraphQuery['level'];
    /** Groups of the graph that were opened or closed by hand, by id. */
    readonly opened: readonly string[];
    readonly shut: readonly string[];
    /** From where the graph is looked at; `of`: the graph and its level. */
    readonly camera: { readonly of: string; readonly at: Camera } | null;
    /** null: nobody has moved the sash. */
    readonly treeWidth: number | null;
    readonly detailWidth: number | null;
    readonly detailHeight: number;
    /** Where there is room for one pane only. */
    readonly pane: 'tree' | 'graph';
    /** Whether the detail of what is chosen has that one pane. */
    readonly detailed: boolean;
  };
  readonly signatures: { readonly selected: string | null };
  readonly tensors: {
    /** null: nobody has touched it, so the default for this artifact holds. */
    readonly filter: string | null;
    readonly sort: TensorSort;
    readonly descending: boolean;
    readonly selected: string | null;
    readonly open: boolean;
    readonly lowerHeight: number;
    readonly widths: Readonly<Record<string, number>>;
    readonly notation: Notation;
    readonly tint: boolean;
    /** What the bars of the detail are of. */
    readonly scale: Scale;
    /** Whether a person has stopped the statistics. */
    readonly stopped: boolean;
    /** Where there is room for either values or figures only: whether these. */
    readonly figures: boolean;
  };
  /** What shows of the values of a tensor: an index in each leading dimension, and the current cell. */
  readonly values: {
    readonly tensor: string | null;
    readonly leading: readonly number[];
    readonly cell: { readonly row: number; readonly column: number };
  };
  readonly embeddings: {
    /** `EmbeddingTable.tensor`; null for the first. */
    readonly table: string | null;
    /** Where labels come from, by table; absent: the likeliest. `column`: of a table of labels. */
    readonly labels: Readonly<
      Record<
        string,
        | { readonly kind: 'none' }
        | { readonly kind: 'source'; readonly id: string }
        | { readonly kind: 'file'; readonly path: string; readonly column: string | null }
        | undefined
      >
    >;
    readonly metric: Metric;
    /** How many neighbours. */
    readonly nearest: number;
    readonly method: MapQuery['method'];
    readonly colour: 'cluster' | 'norm' | 'nothing';
    /** The chosen row, and those that were chosen before it, the last one at the end. */
    readonly row: number | null;
    readonly back: readonly number[];
    /** Rows that a tile or a lasso chose; a lasso's edge in the map's own coordinates, x, y, x, y, … */
    readonly selection:
      | { readonly kind: Exclude<RowQuery['kind'], 'all'> }
      | { readonly kind: 'lasso'; readonly of: string; readonly edge: readonly number[] }
      | null;
    /** Whether these rows stand in the right pane, or the neighbours of the chosen one. */
    readonly listed: boolean;
    /** The row that the chosen one is compared with. */
    readonly compared: number | null;
    /** From where the map is looked at; `of`: which map. */
    readonly camera: { readonly of: string; readonly at: Camera } | null;
    /** null: nobody has moved the sash. */
    readonly leftWidth: number | null;
    readonly rightWidth: number | null;
    readonly lowerHeight: number;
    /** Where there is room for one pane only. */
    readonly pane: 'health' | 'map' | 'rows';
  };
  readonly metadata: {
    readonly preview: string | null;
    readonly closed: readonly string[];
    /** Index of the current row in the tree of each file. */
    readonly selected: Readonly<Record<string, number>>;
  };
  readonly verify: {
    readonly signature: string | null;
    readonly tolerance: string;
    /** The prediction file that was picked; null for the one the artifact carries. */
    readonly against: string | null;
    /** Whether a recording goes where TensorFlow Serving reads it. */
    readonly forServing: boolean;
    /** The sample input as it was edited; null where it is as it was made. */
    readonly edited: string | null;
  };
}

const initial: Remembered = {
  view: 'overview',
  focus: null,
  scroll: {},
  overview: { signature: -1 },
  architecture: {
    closed: [],
    selected: null,
    node: null,
    search: '',
    graph: null,
    level: 'layers',
    opened: [],
    shut: [],
    camera: null,
    treeWidth: null,
    detailWidth: null,
    detailHeight: 280,
    pane: 'tree',
    detailed: false,
  },
  signatures: { selected: null },
  tensors: {
    filter: null,
    sort: 'role',
    descending: false,
    selected: null,
    open: false,
    lowerHeight: 320,
    widths: {},
    notation: 'decimal',
    tint: true,
    scale: 'value',
    stopped: false,
    figures: false,
  },
  values: { tensor: null, leading: [], cell: { row: 0, column: 0 } },
  embeddings: {
    table: null,
    labels: {},
    metric: 'cosine',
    nearest: 10,
    method: 'pca',
    colour: 'cluster',
    row: null,
    back: [],
    selection: null,
    listed: false,
    compared: null,
    camera: null,
    leftWidth: null,
    rightWidth: null,
    lowerHeight: 280,
    pane: 'map',
  },
  metadata: { preview: null, closed: [], selected: {} },
  verify: { signature: null, tolerance: 'default', against: null, forServing: false, edited: null },
};

/** What was stored, by whatever version of the page, with everything that it lacks as it is at first. */
function remembered(stored: unknown): Remembered {
  const state: Record<string, unknown> = { ...initial };
  for (const [key, value] of Object.entries((stored ?? {}) as Partial<Remembered>)) {
    const first = state[key];
    state[key] =
      typeof first === 'object' && first !== null ? { ...first, ...(value as object) } : value;
  }
  return state as unknown as Remembered;
}

/** The page's memory, kept by VS Code for each tab. */
export class Memory {
  readonly #api: Pick<VsCodeApi, 'getState' | 'setState'>;
  #state: Remembered;
  readonly #places = new Map<string, ScrollPlace>();

  constructor(api: Pick<VsCodeApi, 'getState' | 'setState'>) {
    this.#api = api;
    this.#state = remembered(api.getState());
  }

  get<K extends keyof Remembered>(key: K): Remembered[K] {
    return this.#state[key];
  }

  set<K extends keyof Remembered>(key: K, value: Remembered[K]): void {
    this.#state = { ...this.#state, [key]: value };
    this.#api.setState(this.#state);
  }

  /** Changes some fields of one part. */
  merge<K extends Exclude<keyof Remembered, 'view' | 'focus'>>(
    key: K,
    fields: Partial<Remembered[K]>,
  ): void {
    this.set(key, { ...this.#state[key], ...fields });
  }

  /** The same for the same name, always. */
  place(name: string): ScrollPlace {
    const place = this.#places.get(name) ?? new ScrollPlace(this, name);
    this.#places.set(name, place);
    return place;
  }
}

/** Where one scroller was. */
export class ScrollPlace {
  readonly #memory: Memory;
  readonly #name: string;

  constructor(memory: Memory, name: string) {
    this.#memory = memory;
    this.#name = name;
  }

  get kept(): ScrollPosition | null {
    return this.#memory.get('scroll')[this.#name] ?? null;
  }

  keep(position: ScrollPosition): void {
    this.#memory.merge('scroll', { [this.#name]: position });
  }

  /** What it shows will be something else. */
  forget(): void {
    this.#memory.merge('scroll', { [this.#name]: undefined });
  }
}
