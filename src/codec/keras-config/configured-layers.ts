import { layerPath } from '../../core/layer-path.ts';
import { isRecord } from '../../core/json.ts';
import { snakeCase } from '../../core/snake-case.ts';
import { limits } from '../../protocol/limits.ts';
import { isKerasLayerClass } from '../../core/keras-classes.ts';

/** A layer as a model's configuration (`get_config`, `config.json`, `model_config`) describes it. */
export interface ConfiguredLayer {
  /** Names of the layers from the model inwards, of wrapped ones their attributes, `/` as separator; '' for the model. */
  readonly path: string;
  readonly name: string;
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly trainable: boolean | null;
  readonly custom: boolean;
  /** Path of the layer that holds it; null for the model. */
  readonly parent: string | null;
  /**
   * Where a `.weights.h5` keeps what it holds: `layers/dense_1`, by class and position among its siblings
   * (`_save_container_state` of keras/src/saving/saving_lib.py); '' for the model.
   */
  readonly store: string;
}

/** Layers in layers; deeper ones are not looked at. */
const deepest = 64;

/** Characters of a class with its package. */
const longestClass = 200;

/** Layers that are looked at. */
const most = 100_000;

/** The model and its layers, parents before what they hold; empty for what is no configuration of a model. */
export function configuredLayers(modelConfig: unknown): readonly ConfiguredLayer[] {
  const root = described(modelConfig);
  if (!root) return [];
  const found: ConfiguredLayer[] = [];
  // The next one is the last.
  const pending: {
    of: Described;
    parent: ConfiguredLayer | null;
    /** What the layer that holds it calls it; null where it goes by its name. */
    attribute: string | null;
    store: string;
    depth: number;
  }[] = [{ of: root, parent: null, attribute: null, store: '', depth: 0 }];
  for (let next = pending.pop(); next && found.length < most; next = pending.pop()) {
    const { of, parent, attribute, store, depth } = next;
    const own = attribute ?? of.layer.name;
    const layer: ConfiguredLayer = {
      ...of.layer,
      path: parent === null ? '' : layerPath(parent.path, own),
      parent: parent?.path ?? null,
      store,
    };
    // Names in names in names would else take far more memory than the file has bytes.
    if (layer.path.length > limits.objectPathLength) continue;
    found.push(layer);
    if (depth === deepest) continue;
    const counts = new Map<string, number>();
    const held: typeof pending = [];
    for (const [attribute, each] of wrapped(layer)) {
      const inner = described(each);
      if (!inner) continue;
      const place = store === '' ? attribute : `${store}/${attribute}`;
      held.push({ of: inner, parent: layer, attribute, store: place, depth: depth + 1 });
    }
    for (const each of of.holds.slice(0, most)) {
      const inner = described(each);
      // `Sequential.layers` leaves out what only says the shape of its input.
      if (!inner || (layer.class === 'Sequential' && inner.layer.class === 'InputLayer')) continue;
      const key = snakeCase(inner.layer.class);
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      const own = count === 0 ? key : `${key}_${String(count)}`;
      const place = store === '' ? `layers/${own}` : `${store}/layers/${own}`;
      held.push({ of: inner, parent: layer, attribute: null, store: place, depth: depth + 1 });
    }
    for (const each of held.reverse()) pending.push(each);
  }
  return found;
}

/** What a layer wraps, by the attribute that it holds it as. */
function wrapped({
  class: className,
  config,
}: ConfiguredLayer): readonly (readonly [string, unknown])[] {
  const { layer, backward_layer: backward, cell } = config;
  if (className === 'Bidirectional') {
    const forward = renamed(layer, 'forward_');
    // Keras 2 only writes one that is no copy of the other; Keras 3 calls such a one as its author did.
    const isNamed = isRecord(backward) && forward === layer;
    return [
      ['forward_layer', forward],
      ['backward_layer', isNamed ? backward : renamed(backward ?? layer, 'backward_')],
    ];
  }
  if (isRecord(layer)) return [['layer', layer]];
  return isRecord(cell) ? [['cell', cell]] : [];
}

/** Bidirectional names both layers after the one that it was given; Keras 3 writes the names so. */
function renamed(layer: unknown, prefix: string): unknown {
  if (!isRecord(layer) || !isRecord(layer['config'])) return layer;
  const { name } = layer['config'];
  if (typeof name !== 'string' || name.startsWith(prefix)) return layer;
  return { ...layer, config: { ...layer['config'], name: `${prefix}${name}` } };
}

interface Described {
  readonly layer: Omit<ConfiguredLayer, 'path' | 'parent' | 'store'>;
  /** Configurations of the layers that it holds. */
  readonly holds: readonly unknown[];
}

function described(value: unknown): Described | null {
  if (!isRecord(value) || typeof value['class_name'] !== 'string') return null;
  const fullName = value['class_name'];
  if (fullName.length > longestClass) return null;
  // Keras 1 and early Keras 2 wrote a Sequential's layers without anything around them.
  const config = isRecord(value['config']) ? value['config'] : {};
  const layers = Array.isArray(value['config']) ? value['config'] : config['layers'];
  const className = fullName.slice(fullName.lastIndexOf('>') + 1);
  const name = value['name'] ?? config['name'];
  const { trainable } = config;
  return {
    layer: {
      name: typeof name === 'string' ? name : snakeCase(className),
      class: className,
      config,
      trainable: typeof trainable === 'boolean' ? trainable : null,
      custom: isCustom(value, fullName, className),
    },
    holds: Array.isArray(layers) ? (layers as unknown[]) : [],
  };
}

/** Keras 3 names the module and, of what was registered, the package; Keras 2 writes `package>name`. */
function isCustom(
  value: Readonly<Record<string, unknown>>,
  fullName: string,
  className: string,
): boolean {
  const registered = value['registered_name'];
  if (fullName.includes('>') || (typeof registered === 'string' && registered.includes('>'))) {
    return true;
  }
  return !isKerasLayerClass(className);
}
