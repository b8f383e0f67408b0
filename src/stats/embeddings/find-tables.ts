import { compareNatural } from '../../core/natural.ts';
import type { EmbeddingTable, TableReason } from '../../protocol/embeddings.ts';
import type { FormatId, Layer, TensorInfo } from '../../protocol/model.ts';
import { hasRows } from './table.ts';

export type FoundTable = Omit<EmbeddingTable, 'labels'>;

/** What is known of an artifact when its tables are looked for. */
export interface TableSources {
  readonly format: FormatId;
  readonly layers: readonly Layer[];
  readonly tensors: readonly TensorInfo[];
  /** Names of the tensors whose rows the graph gathers; empty where there is no graph. */
  readonly gathered: ReadonlySet<string>;
}

/** Tensors that can be looked at as tables; of more, the smallest are left out. */
const mostTables = 2000;

/** Layers whose weight is a table: Keras's own, and those that others call so. */
const embeddingClass = /(?:^|>)(?:\w*Embeddings?|TokenAndPosition\w*)$/;

/** A part of a path that says that a table of vectors is meant. */
const embeddingName =
  /(?:^|[/_.-])(?:\w*embeddings?(?:_?(?:table|matrix|weights?|lookup_table))?|emb|embed|candidates|word2vec|glove|fasttext|factors|wte|wpe)(?:[/_.-]?\d*)(?:$|[/.])/i;

/** Weights of other layers, which a name above them does not make tables. */
const otherWeight =
  /(?:^|[/_.])(?:\w*kernel|bias|gamma|beta|moving_(?:mean|variance)|lora_\w+|query|key|value)(?:_?\d*)(?:$|[/.:])/i;

/**
 * The tables of an artifact, the largest first, and behind them every other tensor of numbers in two dimensions. What
 * an optimizer keeps for a table is none, and an export that holds a variable twice has one table.
 */
export function findTables(sources: TableSources): readonly FoundTable[] {
  const layerOf = new Map<string, Layer>();
  for (const layer of sources.layers) for (const name of layer.weights) layerOf.set(name, layer);
  const tables = sources.tensors.filter(
    (tensor) =>
      hasRows(tensor) &&
      tensor.slot === undefined &&
      tensor.role !== 'optimizer' &&
      tensor.role !== 'bookkeeping',
  );
  const kept = withoutCopies(tables).map((tensor): FoundTable => {
    const layer = layerOf.get(tensor.name);
    const [rows = 0, dimensions = 0] = tensor.shape;
    const reason = reasonOf(tensor, layer, sources);
    return {
      tensor: tensor.name,
      title: titleOf(tensor, layer, reason),
      rows,
      dimensions,
      dtype: tensor.dtype,
      bytes: tensor.bytes,
      reason,
    };
  });
  const bySize = (a: FoundTable, b: FoundTable) =>
    b.bytes - a.bytes || compareNatural(a.tensor, b.tensor);
  return [
    ...kept.filter(({ reason }) => reason !== 'shape').sort(bySize),
    ...kept.filter(({ reason }) => reason === 'shape').sort(bySize),
  ].slice(0, mostTables);
}

function reasonOf(
  tensor: TensorInfo,
  layer: Layer | undefined,
  { gathered, format }: TableSources,
): TableReason {
  const name = tensor.objectPath ?? tensor.name;
  if (layer?.class && embeddingClass.test(layer.class) && !otherWeight.test(name)) return 'layer';
  if (gathered.has(tensor.name)) return 'gather';
  const isArray = format === 'numpy' && /float/.test(tensor.dtype);
  const isNamed = embeddingName.test(name) && !otherWeight.test(name);
  if (isArray || (isNamed && format === 'hdf5')) return 'dataset';
  return isNamed ? 'name' : 'shape';
}

function titleOf(tensor: TensorInfo, layer: Layer | undefined, reason: TableReason): string {
  if (reason !== 'shape' && layer && layer.path !== '') return layer.path;
  return tensor.objectPath ?? tensor.name;
}

/** `model.export` of Keras 3 saves `variables/N` once more as `_all_variables/M`: one of the same dtype and shape each. */
function withoutCopies(tensors: readonly TensorInfo[]): readonly TensorInfo[] {
  const isInCopies = ({ name }: TensorInfo) => name.startsWith('_all_variables/');
  const keyOf = ({ dtype, shape }: TensorInfo) => `${dtype} ${shape.join(' ')}`;
  const originals = new Map<string, number>();
  for (const tensor of tensors) {
    if (!isInCopies(tensor)) originals.set(keyOf(tensor), (originals.get(keyOf(tensor)) ?? 0) + 1);
  }
  return tensors.filter((tensor) => {
    if (!isInCopies(tensor)) return true;
    const left = originals.get(keyOf(tensor)) ?? 0;
    originals.set(keyOf(tensor), left - 1);
    return left <= 0;
  });
}
