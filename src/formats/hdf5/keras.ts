import { classFromDefaultName } from '../../core/keras-classes.ts';
import { configuredLayers } from '../../codec/keras-config/configured-layers.ts';
import {
  layersWithWeights,
  outlinesOf,
  type LayerOutline,
} from '../../codec/keras-config/layers-with-weights.ts';
import { parseJson } from '../../core/json.ts';
import { addTo } from '../../core/multimap.ts';
import { countParameters } from '../../core/shape.ts';
import { plural } from '../../protocol/figures.ts';
import { limits } from '../../protocol/limits.ts';
import type {
  FormatId,
  Layer,
  MetadataEntry,
  TensorInfo,
  TensorRole,
} from '../../protocol/model.ts';
import type { Configuration } from '../contract.ts';
import type { ListedObject, Listing } from './calls.ts';

/** What Keras keeps in an HDF5 file, in the neutral model's words. */
export interface KerasContent {
  readonly format: Extract<FormatId, 'keras-hdf5' | 'keras-weights-hdf5'>;
  readonly description: string;
  readonly layers: readonly Layer[];
  readonly tensors: readonly TensorInfo[];
  readonly parameterCount: number;
  readonly metadata: readonly MetadataEntry[];
  readonly configurations: readonly Configuration[];
  readonly writtenBy: readonly string[];
}

/** Attributes that hold a model's configuration as JSON. */
const configurations = ['model_config', 'training_config'];

/** Whether a file has what every Keras writes: the names of layers, or groups of variables. */
export function isKerasFile({ objects }: Listing): boolean {
  return objects.some(
    ({ path, attributes }) =>
      isVariables(path) ||
      (['', 'model_weights'].includes(path) &&
        attributes.some(({ name }) => /^layer_names0?$/.test(name))),
  );
}

/** A group in which Keras 3 keeps the variables of an object. */
function isVariables(path: string): boolean {
  return /(?:^|\/)vars$/.test(path);
}

/** Null where Keras did not write the file. */
export function kerasContent(
  listing: Listing,
  tensors: readonly TensorInfo[],
  file: string,
): KerasContent | null {
  const objects = new Map(listing.objects.map((object) => [object.path, object]));
  const roles = tensors.map((tensor) => ({ ...tensor, role: roleOf(tensor.name) }));
  const content = legacy(objects, roles, file) ?? weightsFile(listing, roles);
  if (!content) return null;
  return { ...content, tensors: roles, parameterCount: countParameters(roles) };
}

/** Whether an attribute of the root is shown as JSON instead of as text. */
export function isKerasConfiguration(name: string): boolean {
  return configurations.includes(name);
}

function roleOf(name: string): TensorRole {
  const parts = name.split(/[/\\]/);
  if (parts.includes('optimizer') || parts.includes('optimizer_weights')) return 'optimizer';
  if (parts[0] === 'metrics' || parts[0] === '_metrics') return 'state';
  return parts.some((part) => /^seed_generator/.test(part)) ? 'state' : 'weight';
}

type Objects = ReadonlyMap<string, ListedObject>;
type Content = Omit<KerasContent, 'tensors' | 'parameterCount'>;

/**
 * `model.save("m.h5")` of every Keras, and `save_weights("w.h5")` of Keras 1 and 2: a group for each layer, with the
 * names of its weights in their order (keras/src/legacy/saving/legacy_h5_format.py).
 */
function legacy(objects: Objects, tensors: readonly TensorInfo[], file: string): Content | null {
  const container = objects.has('model_weights') ? 'model_weights' : '';
  const names = listAttribute(objects.get(container), 'layer_names');
  const root = objects.get('');
  if (names === null || root?.kind !== 'group') return null;
  const metadata = configurations.flatMap((name): MetadataEntry[] => {
    const value = json(attribute(root, name));
    return value === null ? [] : [{ source: `${file}: ${name}`, value }];
  });
  const config = metadata.find(({ source }) => source.endsWith('model_config'))?.value;
  const prefix = container === '' ? '' : `${container}/`;
  const known = new Set(tensors.map(({ name }) => name));
  const stored = new Map(
    names.map((name) => [name, weightNames(objects, `${prefix}${name}`, known)]),
  );
  const configured = configuredLayers(config);
  const [model] = configured;
  const outlines: readonly LayerOutline[] =
    configured.length > 0
      ? outlinesOf(configured)
      : names.map((name) => inferredLayer(name, name, null));
  const version =
    attribute(root, 'keras_version') ?? attribute(objects.get(container), 'keras_version');
  return {
    format: config === undefined ? 'keras-weights-hdf5' : 'keras-hdf5',
    description:
      config === undefined
        ? `Weights of a Keras model, ${plural(names.length, 'layer')}`
        : `Keras model in HDF5: ${model?.class ?? 'Model'} of ${plural(names.length, 'layer')}`,
    layers: layersWithWeights(outlines, byLayer(outlines, stored), tensors),
    metadata,
    configurations: metadata.map(({ value }) => ({ value, isModel: value === config })),
    writtenBy: typeof version === 'string' ? [`Keras ${version}`] : [],
  };
}

/** The group of a layer lists its weights; one of a model in the model lists those of all its layers. */
function weightNames(
  objects: Objects,
  group: string,
  known: ReadonlySet<string>,
): readonly string[] {
  return (listAttribute(objects.get(group), 'weight_names') ?? [])
    .map((name) => `${group}/${name}`)
    .filter((name) => known.has(name));
}

/** Weights by the path of the innermost layer whose name they carry. */
function byLayer(
  outlines: readonly LayerOutline[],
  stored: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>();
  const inside = layersInside(outlines, stored);
  for (const [top, weights] of stored) {
    const layers = inside.get(top) ?? [];
    // Of several with one name the last.
    const places = new Map(layers.map(({ name }, place) => [name, place]));
    for (const weight of weights) {
      const parts = weight.slice(weight.indexOf(top) + top.length + 1).split('/');
      const last = parts.reduce((most, part) => Math.max(most, places.get(part) ?? 0), 0);
      const owner = innermost(layers, layers[last]);
      if (owner) addTo(result, owner.path, weight);
    }
  }
  return result;
}

/** Layers in layers whose weights are looked for; a configuration nests no deeper. */
const deepest = 64;

/** Layers that hold no weights but those of what they wrap. */
const wrappers = new Set(['TimeDistributed', 'RNN']);

/** The layer itself, or the one that it wraps: Keras 2 leaves its name out. */
function innermost(
  layers: readonly LayerOutline[],
  owner: LayerOutline | undefined,
): LayerOutline | undefined {
  let inner = owner;
  for (let depth = 0; depth < deepest && inner && wrappers.has(inner.class ?? ''); depth++) {
    const { path } = inner;
    const held = layers.filter(({ parent }) => parent === path);
    if (held.length !== 1) break;
    inner = held[0];
  }
  return inner;
}

/** For each of the layers that the file lists, itself and those in it, in their order. */
function layersInside(
  outlines: readonly LayerOutline[],
  tops: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, readonly LayerOutline[]> {
  const inside = new Map<string, LayerOutline[]>();
  for (const outline of outlines) {
    const { path } = outline;
    let end = path.length;
    for (let depth = 0; depth <= deepest && end > 0; depth++) {
      const around = path.slice(0, end);
      if (tops.has(around)) addTo(inside, around, outline);
      end = path.lastIndexOf('/', end - 1);
    }
  }
  return inside;
}

/** `.weights.h5` of Keras 3 and of late Keras 2: a group `vars` for each object that has variables. */
function weightsFile({ objects }: Listing, tensors: readonly TensorInfo[]): Content | null {
  const holders = new Map<string, string[]>();
  const others: string[] = [];
  for (const { name, role } of tensors) {
    const holder = /^(?:(.*)[/\\])?vars\/\d+$/s.exec(name);
    if (!holder) others.push(name);
    else if (role === 'weight') {
      const group = holder[1] ?? '';
      addTo(holders, group, name);
    }
  }
  const hasVars = objects.some(({ path }) => isVariables(path));
  if (!hasVars || others.length > 0) return null;
  const names = new Map(
    objects.flatMap((object) => {
      const name = attribute(object, 'name');
      return isName(name) ? [[object.path.replace(/\/?vars$/, ''), name] as const] : [];
    }),
  );
  const outlines = new Map<string, LayerOutline>();
  const weights = new Map<string, readonly string[]>();
  for (const [group, own] of holders) {
    const path = addLayer(group, names, outlines);
    weights.set(path, own);
  }
  const layers = layersWithWeights([...outlines.values()], weights, tensors);
  return {
    format: 'keras-weights-hdf5',
    description: `Weights of a Keras model, ${plural(layers.length, 'layer')}`,
    layers,
    metadata: [],
    configurations: [],
    writtenBy: [],
  };
}

/** Groups that only hold others: `layers/dense` is the layer `dense`. */
const containers = new Set(['layers', '_layer_checkpoint_dependencies']);

/** The layer of a group, and those around it. @returns its path */
function addLayer(
  group: string,
  names: ReadonlyMap<string, string>,
  outlines: Map<string, LayerOutline>,
): string {
  let parent: string | null = null;
  let place = '';
  for (const part of group === '' ? [] : group.split(/[/\\]/)) {
    place = place === '' ? part : `${place}/${part}`;
    if (containers.has(part)) continue;
    const own = names.get(place) ?? part;
    const path: string = parent === null ? own : `${parent}/${own}`;
    if (!outlines.has(path)) outlines.set(path, inferredLayer(path, own, parent, part));
    parent = path;
  }
  if (parent === null) {
    outlines.set('', inferredLayer('', names.get('') ?? 'model', null));
    return '';
  }
  return parent;
}

/** @param stored the name under which Keras stored it, which it makes of the class */
function inferredLayer(
  path: string,
  name: string,
  parent: string | null,
  stored: string = name,
): LayerOutline {
  const className = classFromDefaultName(stored);
  return {
    path,
    name,
    class: className,
    classSource: className === null ? null : 'inferred',
    trainable: null,
    outputShapes: null,
    custom: className === null ? null : false,
    config: null,
    parent,
  };
}

function attribute(object: ListedObject | undefined, name: string): unknown {
  return object?.attributes.find((each) => each.name === name)?.value;
}

/** A list of names; Keras parts one of more than 64 KiB into `name0`, `name1`, …. */
function listAttribute(object: ListedObject | undefined, name: string): readonly string[] | null {
  const whole = attribute(object, name);
  if (Array.isArray(whole)) return whole.filter(isName);
  const parts: string[] = [];
  for (let part = 0; ; part++) {
    const values = attribute(object, `${name}${String(part)}`);
    if (!Array.isArray(values)) return part === 0 ? null : parts;
    for (const value of values) if (isName(value)) parts.push(value);
  }
}

/** Whether this is a name of a layer or a weight; no path of Keras's is longer. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= limits.objectPathLength;
}

function json(value: unknown): unknown {
  if (typeof value !== 'string') return null;
  try {
    return parseJson(value);
  } catch {
    return null;
  }
}
