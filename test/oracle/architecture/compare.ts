import type { OpenedArtifact } from '../../../src/formats/contract.ts';
import { configGraph } from '../../../src/graph/config/config-graph.ts';
import { layerSummary } from '../../../src/graph/summary/layer-summary.ts';
import type { Layer } from '../../../src/protocol/model.ts';
import { createContext } from '../../../src/server/create-context.ts';
import type { OpenSession } from '../../../src/server/sessions.ts';
import type { Made, Saved, TrueLayer } from './answer.ts';
import { flowsOf, type Pair } from './flow.ts';
import { digestsOf, matchLayers, namesOf, setOf, stored, type Match } from './match.ts';
import { Shares, type Measure } from './shares.ts';
import { tracedFlow } from './trace.ts';

/** What came of one artifact. */
export interface Outcome {
  /** Where something differs that must be exact, a line each. */
  readonly wrong: readonly string[];
  readonly shares: Shares;
}

/** Holds what we tell of an artifact against what Keras said of the model that was saved in it. */
export async function compare(all: Made, saved: Saved): Promise<Outcome> {
  const context = createContext({ verdicts: null, python: undefined, trusted: false });
  try {
    const { session } = await context.sessions.open(saved.path);
    const { artifact } = session;
    const digests = await digestsOf(artifact);
    const made = { ...all, layers: stored(all.layers, digests) };
    const wrong: string[] = [];
    const shares = new Shares();
    const truth = visible(made, saved);
    const match = matchLayers(artifact, digests, made.layers, truth.inFile);
    if (saved.config) compareConfigured(artifact, made, match, truth, wrong);
    else compareWeights(artifact, made, match, truth, wrong);
    count(artifact, made, match, truth, shares);
    if (saved.config && made.configured.some(({ path }) => path === '')) {
      compareFlow(artifact, made, wrong, shares);
      compareShapes(artifact, made, match, wrong, shares);
      compareSummary(artifact, made, wrong, shares);
    }
    await countTraced(session, made, match, shares);
    return { wrong, shares };
  } catch (thrown) {
    const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { wrong: [`it does not open: ${message}`], shares: new Shares() };
  } finally {
    await context.sessions.closeAll();
  }
}

/** What can be told of a model, by how it was saved. */
interface Visible {
  /** Whether layers are told by the configuration, or by the names that stand in a file of weights. */
  readonly inFile: boolean;
  /** Whether a layer is told; of others, the layer around them holds what they hold. */
  readonly isTold: (place: number) => boolean;
  /** The variables of a layer and of those in it that are not told, as `setOf`; '' for none. */
  readonly held: (place: number) => string;
  /** The variables of a layer and of all in it. */
  readonly within: (place: number) => string;
}

/** A configuration names the layers of models alone, and the weights of early Keras those of the outermost model. */
function visible({ layers, configured }: Made, { config, way }: Saved): Visible {
  const inFile = way === 'legacy_weights_h5' || (config && way !== 'saved_by_keras_2');
  const models = new Set(configured.map(({ path }) => path));
  const isTold = layers.map(({ parent }) => {
    if (parent === null || !inFile) return true;
    return way === 'legacy_weights_h5' ? parent === 0 : models.has(layers[parent]?.path ?? '');
  });
  const held = layers.map(({ variables }) => variables.map(({ sha256 }) => sha256));
  const within = held.map((own) => [...own]);
  // Layers come after what holds them.
  for (let place = layers.length - 1; place > 0; place--) {
    const around = layers[place]?.parent ?? 0;
    if (!isTold[place]) held[around]?.push(...(held[place] ?? []));
    within[around]?.push(...(within[place] ?? []));
  }
  return {
    inFile,
    isTold: (place) => isTold[place] ?? false,
    held: (place) => (isTold[place] ? setOf(held[place] ?? []) : ''),
    within: (place) => setOf(within[place] ?? []),
  };
}

/** With a configuration every layer that it names is there, with all that Keras says of it, and no other. */
function compareConfigured(
  { layers }: OpenedArtifact,
  made: Made,
  { places, held }: Match,
  truth: Visible,
  wrong: string[],
): void {
  const operations = functionPaths(made);
  const byPlace = new Map(layers.map((layer) => [places.get(layer.path), layer]));
  for (const layer of layers) {
    if (!places.has(layer.path) && !operations.has(layer.path)) {
      wrong.push(`${shown(layer.path)} is no layer of Keras's (${String(layer.class)})`);
    }
  }
  made.layers.forEach((layer, place) => {
    const found = byPlace.get(place);
    if (!found) {
      if (truth.isTold(place)) wrong.push(`${shown(layer.path)} is missing (${layer.class})`);
      return;
    }
    const differs = (what: string, ours: unknown, theirs: unknown): void => {
      if (ours === theirs) return;
      const inside = truth.isTold(place) ? '' : ', inside another';
      wrong.push(
        `${what} of ${shown(layer.path)} (${layer.class}${inside}): ${String(ours)} where it is ${String(theirs)}`,
      );
    };
    // The model that a checkpoint or a file holds has no name there.
    if (layer.parent !== null) differs('name', found.name, layer.name);
    differs('class', found.class, layer.class);
    differs('custom', found.custom, layer.custom);
    differs('parameters', found.parameters, layer.parameters);
    const own = held.get(found.path);
    // Of what is told beyond, the layer around it may hold the variables.
    if (truth.held(place) !== '' && own !== truth.held(place) && own !== ownSet(layer)) {
      wrong.push(`${shown(layer.path)} (${layer.class}) holds other variables`);
    }
    if (found.trainable !== null) differs('trainable', found.trainable, layer.trainable);
    if (found.trainableParameters !== null) {
      differs('trainable parameters', found.trainableParameters, layer.trainableParameters);
    }
  });
}

/** Without one the layers that hold variables are there, each with its own, and all other variables are in none. */
function compareWeights(
  { layers }: OpenedArtifact,
  made: Made,
  { places, held }: Match,
  truth: Visible,
  wrong: string[],
): void {
  const byPlace = new Map(layers.map((layer) => [places.get(layer.path), layer]));
  const owners = new Set(made.layers.flatMap((_, place) => truth.held(place) || []));
  made.layers.forEach((layer, place) => {
    const own = truth.held(place);
    if (own === '') return;
    const found = byPlace.get(place);
    if (!found) wrong.push(`${shown(layer.attributes)} is missing (${layer.class})`);
    else if (held.get(found.path) !== own) {
      wrong.push(
        `${shown(layer.attributes)} (${layer.class}) holds ${String(found.weights.length)} variables as ${shown(found.path)} where it holds ${String(layer.variables.length)}`,
      );
    } else if (found.parameters !== layer.parameters) {
      wrong.push(
        `parameters of ${shown(layer.attributes)} (${layer.class}): ${String(found.parameters)} where it has ${String(layer.parameters)}`,
      );
    }
  });
  for (const { path, class: className } of layers) {
    const own = held.get(path) ?? '';
    if (own !== '' && !owners.has(own)) {
      wrong.push(`${shown(path)} (${String(className)}) holds what no layer holds alone`);
    }
  }
}

/** With a configuration every edge of the models that Keras joined is there, as often as Keras has it. */
function compareFlow(
  { configurations, layers, tensors }: OpenedArtifact,
  made: Made,
  wrong: string[],
  shares: Shares,
): void {
  const configuration = configurations?.find(({ isModel }) => isModel);
  const graph = configuration ? configGraph(configuration.value, layers, tensors) : null;
  if (!graph) {
    wrong.push('there is no graph');
    return;
  }
  const flows = flowsOf(graph);
  const inputs = new Set(
    graph.nodes.filter(({ kind }) => kind === 'input').map(({ name }) => name),
  );
  for (const { path, kind, edges: theirs, outputs } of made.configured) {
    const flow = flows.get(path) ?? { edges: [], outputs: [] };
    // Keras counts the input of a Sequential among its layers sometimes.
    const isInner = ([from]: Pair): boolean => kind === 'functional' || !inputs.has(from);
    const ours = flow.edges.filter(isInner);
    const [told, so] = [sorted(ours), sorted(theirs)];
    shares.add('edges', inBoth(told, so), told.length, so.length);
    const differ = (what: string, told: readonly string[], so: readonly string[]): void => {
      if (told.join() === so.join()) return;
      const more = told.filter((each) => !so.includes(each));
      const missing = so.filter((each) => !told.includes(each));
      wrong.push(
        `${what} of ${shown(path)}: ${String(told.length)} where there are ${String(so.length)}; not so: ${more.slice(0, 5).join(', ')}; missing: ${missing.slice(0, 5).join(', ')}`,
      );
    };
    differ('edges', told, so);
    if (kind === 'functional') differ('outputs', [...flow.outputs].sort(), [...outputs].sort());
  }
}

/** Shapes of what the layers of models give, as far as they are told. */
function compareShapes(
  { layers }: OpenedArtifact,
  made: Made,
  { places }: Match,
  wrong: string[],
  shares: Shares,
): void {
  const byPlace = new Map(layers.map((layer) => [places.get(layer.path), layer]));
  for (const { path, shapes } of made.configured) {
    for (const [name, theirs] of Object.entries(shapes)) {
      const own = path === '' ? name : `${path}/${name}`;
      const place = made.layers.findIndex((layer) => layer.path === own);
      const layer = place < 0 ? undefined : byPlace.get(place);
      if (!layer) continue;
      const ours = layer.outputShapes;
      const isTold = ours !== null && !ours.includes(null);
      const isRight = JSON.stringify(ours) === JSON.stringify(theirs);
      shares.add('shapes', isRight ? 1 : 0, isTold ? 1 : 0, 1);
      if (isTold && !isRight) {
        wrong.push(
          `shapes of ${own} (${String(layer.class)}): ${JSON.stringify(ours)} where they are ${JSON.stringify(theirs)}`,
        );
      }
    }
  }
}

/** What flows in the function that serves, between the layers that it was grouped by. */
async function countTraced(
  { graphs, artifact: { layers } }: OpenSession,
  made: Made,
  { places }: Match,
  shares: Shares,
): Promise<void> {
  const choice = graphs.choices.find(({ hasOps }) => hasOps);
  if (!choice) return;
  const call = { signal: new AbortController().signal, report: () => undefined };
  const { graph } = await graphs.index(choice.id, call);
  const ours = tracedFlow(graph, made.layers, places, layers);
  const add = (
    measure: Measure,
    told: ReadonlySet<string>,
    so: readonly (readonly [number, number])[],
  ): void => {
    const right = so.filter(([from, to]) => told.has(`${String(from)} → ${String(to)}`)).length;
    shares.add(measure, right, told.size, so.length);
  };
  add('traced', ours.layers, made.trace.layers);
  add('weighty', ours.weighty, made.trace.weighty);
}

/** What `model.summary()` prints, to the letter. */
function compareSummary(
  artifact: OpenedArtifact,
  { layers, summary }: Made,
  wrong: string[],
  shares: Shares,
): void {
  const ours = (layerSummary(artifact) ?? '').trimEnd().split('\n');
  const theirs = summary.trimEnd().split('\n');
  const at = theirs.findIndex((line, index) => line.trimEnd() !== ours[index]?.trimEnd());
  const isRight = at < 0 && ours.length === theirs.length;
  shares.add('summary', isRight ? 1 : 0, 1, 1);
  // What the author's own classes train and give, their code alone says.
  if (isRight || layers.some(({ custom }) => custom)) return;
  const line = at < 0 ? theirs.length : at;
  wrong.push(
    `summary, line ${String(line + 1)}: ${String(ours[line])} where it is ${String(theirs[line])}`,
  );
}

function sorted(edges: readonly Pair[]): readonly string[] {
  return edges.map(([from, to]) => `${from} → ${to}`).sort();
}

/** How many the two have in common, each as often as in both. */
function inBoth(told: readonly string[], so: readonly string[]): number {
  const left = new Map<string, number>();
  for (const each of so) left.set(each, (left.get(each) ?? 0) + 1);
  return told.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count > 0;
  }).length;
}

function count(
  { layers }: OpenedArtifact,
  made: Made,
  { places, held }: Match,
  truth: Visible,
  shares: Shares,
): void {
  const placeOf = ({ path }: Layer): number => places.get(path) ?? -1;
  const isOwner = ({ path }: Layer): boolean => (held.get(path) ?? '') !== '';
  const owners = made.layers.filter((_, place) => truth.held(place) !== '');
  const told = layers.filter(isOwner);
  const right = told.filter((layer) => {
    const place = placeOf(layer);
    const own = held.get(layer.path);
    if (own === truth.held(place) || own === ownSet(made.layers[place])) return true;
    return !truth.isTold(place) && own === truth.within(place);
  });
  const beyondOwners = right.filter((layer) => truth.held(placeOf(layer)) === '').length;
  shares.add('weights', right.length, told.length, owners.length + beyondOwners);

  const heavy = made.layers.filter(
    ({ parameters, parent }, place) => parameters > 0 && parent !== null && truth.isTold(place),
  );
  // The model itself has no name in many a file.
  const ours = layers.filter((layer) => layer.parameters > 0 && placeOf(layer) !== 0);
  const known = ours.flatMap((layer) => {
    const theirs = made.layers[placeOf(layer)];
    return theirs ? [{ layer, theirs, isTold: truth.isTold(placeOf(layer)) }] : [];
  });
  const beyond = known.filter(({ isTold }) => !isTold).length;
  const add = (
    measure: Measure,
    is: (layer: Layer, theirs: TrueLayer) => boolean,
    stated: (layer: Layer) => boolean = () => true,
  ): void => {
    shares.add(
      measure,
      known.filter(({ layer, theirs }) => is(layer, theirs)).length,
      ours.filter(stated).length,
      heavy.length + beyond,
    );
  };
  add('parameters', (layer, theirs) => layer.parameters === theirs.parameters);
  add('names', (layer, theirs) => namesOf(theirs).includes(layer.name));
  add(
    'classes',
    (layer, theirs) => layer.class === theirs.class,
    (layer) => layer.class !== null,
  );
  add(
    'nesting',
    ({ parent }, theirs) => (parent === null ? 0 : places.get(parent)) === theirs.parent,
  );

  const isBare = ({ parameters, class: className }: Layer | TrueLayer): boolean =>
    parameters === 0 && className !== 'InputLayer';
  const functions = functionPaths(made);
  const isInput = (layer: Layer): boolean => made.layers[placeOf(layer)]?.class === 'InputLayer';
  const bare = layers.filter(
    (layer) =>
      isBare(layer) && placeOf(layer) !== 0 && !isInput(layer) && !functions.has(layer.path),
  );
  shares.add(
    'bare',
    bare.filter((layer) => placeOf(layer) > 0).length,
    bare.length,
    made.layers.filter((layer, place) => isBare(layer) && truth.isTold(place)).length,
  );
}

/** Paths of the functions among the layers of models. */
function functionPaths({ configured }: Made): ReadonlySet<string> {
  return new Set(
    configured.flatMap(({ path, operations }) =>
      operations.map(([name]) => (path === '' ? name : `${path}/${name}`)),
    ),
  );
}

function ownSet(layer: TrueLayer | undefined): string {
  return setOf(layer?.variables.map(({ sha256 }) => sha256) ?? []);
}

function shown(path: string): string {
  return path === '' ? 'the model' : path;
}
