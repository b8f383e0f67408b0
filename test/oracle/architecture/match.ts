import { addTo } from '../../../src/core/multimap.ts';
import type { OpenedArtifact } from '../../../src/formats/contract.ts';
import type { Layer } from '../../../src/protocol/model.ts';
import { contentsOf } from '../support/contents.ts';
import type { TrueLayer } from './answer.ts';

/** Which of Keras's layers each of ours is: by the values of its variables, by its path, by its name in its holder. */
export interface Match {
  /** Place among Keras's layers, by our path; absent for what is none of them. */
  readonly places: ReadonlyMap<string, number>;
  /** Digests of the variables that our layer holds itself, sorted, by its path. */
  readonly held: ReadonlyMap<string, string>;
}

/** Digests of the values of an artifact's weights and states, by the tensor's name. */
export async function digestsOf(artifact: OpenedArtifact): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const { name, role } of artifact.tensors) {
    if (role === 'optimizer' || role === 'bookkeeping') continue;
    digests.set(name, (await contentsOf(artifact, name)).sha256);
  }
  return digests;
}

/**
 * Layers with those of their variables that an artifact holds: `tf.train.Checkpoint` leaves out what a layer of Keras
 * 3 has in a list, without a word.
 */
export function stored(
  layers: readonly TrueLayer[],
  digests: ReadonlyMap<string, string>,
): readonly TrueLayer[] {
  const there = new Set(digests.values());
  const lost = layers.map(
    () => new Map<string, { readonly size: number; readonly trained: boolean }>(),
  );
  const kept = layers.map((layer, place) => {
    const variables = layer.variables.filter(({ sha256 }) => there.has(sha256));
    for (const { sha256, shape, trainable } of layer.variables) {
      if (there.has(sha256)) continue;
      lost[place]?.set(sha256, { size: shape.reduce((a, b) => a * b, 1), trained: trainable });
    }
    return { ...layer, variables };
  });
  // Layers come after what holds them.
  for (let place = layers.length - 1; place > 0; place--) {
    const around = lost[layers[place]?.parent ?? 0];
    lost[place]?.forEach((variable, sha256) => around?.set(sha256, variable));
  }
  return kept.map((layer, place) => {
    const gone = [...(lost[place]?.values() ?? [])];
    const sum = (of: typeof gone): number => of.reduce((all, { size }) => all + size, 0);
    return {
      ...layer,
      parameters: layer.parameters - sum(gone),
      trainableParameters: layer.trainableParameters - sum(gone.filter(({ trained }) => trained)),
    };
  });
}

/**
 * @param digests of `digestsOf`
 * @param byPath whether paths are told by the configuration, and go before the variables
 */
export function matchLayers(
  artifact: OpenedArtifact,
  digests: ReadonlyMap<string, string>,
  truth: readonly TrueLayer[],
  byPath: boolean,
): Match {
  const held = new Map(
    artifact.layers.map(({ path, weights }) => [
      path,
      setOf(weights.map((name) => digests.get(name) ?? name)),
    ]),
  );
  const places = new Map<string, number>();
  const taken = new Set<number>();
  const take = (path: string, place: number): void => {
    if (places.has(path) || taken.has(place)) return;
    places.set(path, place);
    taken.add(place);
  };
  const root = rootOf(artifact.layers);
  if (root !== null) take(root, 0);
  const relative = (path: string): string =>
    root !== null && root !== '' && path.startsWith(`${root}/`)
      ? path.slice(root.length + 1)
      : path;

  const places_ = byName(truth);
  const samePath = (path: string): number[] => places_.paths.get(relative(path)) ?? [];
  const byOwnPath = (): void => {
    for (const { path } of artifact.layers) for (const place of samePath(path)) take(path, place);
  };
  if (byPath) byOwnPath();
  for (const { path, name } of artifact.layers) {
    const own = held.get(path) ?? '';
    if (own === '') continue;
    const same = places_.held.get(own) ?? [];
    const named = same.find(
      (place) => samePath(path).includes(place) || truth[place]?.name === name,
    );
    const [first] = same;
    const found = named ?? first;
    if (found !== undefined) take(path, found);
  }
  if (!byPath) byOwnPath();
  for (const { path, name, parent } of artifact.layers) {
    const holder = parent === null ? 0 : places.get(parent);
    truth.forEach((layer, place) => {
      if (layer.parent === holder && namesOf(layer).includes(name)) take(path, place);
    });
  }
  return { places, held };
}

/** Names that a layer may go by. */
export function namesOf({ name, attributes }: TrueLayer): readonly string[] {
  const parts = attributes.split('/');
  return [name, parts.at(-1) ?? '', parts.slice(-2).join('/')];
}

/** Digests as one text, each once. */
export function setOf(digests: readonly string[]): string {
  return [...new Set(digests)].sort().join(' ');
}

/** The path of the layer that is the model; null where the artifact holds its layers alone. */
function rootOf(layers: readonly Layer[]): string | null {
  const roots = layers.filter(({ parent }) => parent === null);
  const [root] = roots;
  if (!root || roots.length > 1) return null;
  return root.path === '' || root.path === 'model' ? root.path : null;
}

/** Places of layers by their paths, and by the variables that they and those in them hold. */
function byName(truth: readonly TrueLayer[]): {
  readonly paths: ReadonlyMap<string, number[]>;
  readonly held: ReadonlyMap<string, number[]>;
} {
  const paths = new Map<string, number[]>();
  const held = new Map<string, number[]>();
  const below: string[][] = truth.map(({ variables }) => variables.map(({ sha256 }) => sha256));
  truth.forEach((layer, place) => {
    for (const path of new Set([layer.path, layer.attributes])) addTo(paths, path, place);
    if (layer.variables.length > 0) addTo(held, setOf(below[place] ?? []), place);
  });
  // Layers come after what holds them.
  for (let place = truth.length - 1; place > 0; place--) {
    const { parent } = truth[place] ?? { parent: 0 };
    below[parent ?? 0]?.push(...(below[place] ?? []));
    const all = setOf(below[place] ?? []);
    if (all !== '' && !held.get(all)?.includes(place)) addTo(held, all, place);
  }
  return { paths, held };
}
