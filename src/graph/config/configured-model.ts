import { layerPath } from '../../core/layer-path.ts';
import { isRecord } from '../../core/json.ts';
import { snakeCase } from '../../core/snake-case.ts';
import { shownName, shownNames } from '../../protocol/visible-text.ts';
import type { Finding } from '../../protocol/model.ts';
import { limits } from '../../protocol/limits.ts';
import {
  endReferences,
  isKeras3Call,
  newBudget,
  plainLists,
  referencesOfCall,
  shapeOf,
  type Budget,
  type EndReference,
  type TensorReference,
} from './references.ts';

/** A layer of a model, with every call of it. */
export interface Member {
  /** Path of the model that holds it, `/`, and its name; as in `Layer.path`. */
  readonly path: string;
  readonly name: string;
  /** Without its package. */
  readonly class: string;
  /** Where Keras 3 finds the class; '' where it is not said. */
  readonly module: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Shapes with which it was built, where Keras wrote them. */
  readonly buildConfig: Readonly<Record<string, unknown>>;
  /** In the order in which Keras counts them; of an input none. */
  readonly calls: readonly Call[];
  /** Of a model in the model. */
  readonly model: ConfiguredModel | null;
}

export interface Call {
  readonly inputs: readonly Taken[];
  /** As it is written. */
  readonly written: unknown;
}

/** A tensor of another layer of the same model. */
export interface Taken {
  readonly from: Member;
  /** Which of its calls; 0 for an input. */
  readonly call: number;
  readonly tensor: number;
  /** What the configuration says of it. */
  readonly spec: TensorReference['spec'];
}

/** What flows in a model between its layers, as its configuration has it. */
export interface ConfiguredModel {
  readonly path: string;
  readonly name: string;
  readonly class: string;
  readonly kind: 'functional' | 'sequential';
  readonly config: Readonly<Record<string, unknown>>;
  readonly members: readonly Member[];
  readonly inputs: readonly Member[];
  readonly outputs: readonly { readonly name: string; readonly taken: Taken }[];
}

/** Models in models; deeper ones are not looked at. As many as `configuredLayers` looks at. */
const deepest = 64;

/** Layers of all models together; the largest real ones have some thousand. */
const mostMembers = 25_000;

/** Characters of a class. */
const longestClass = 200;

interface Reading {
  readonly budget: Budget;
  readonly findings: Finding[];
  members: number;
}

interface Configured {
  readonly model: ConfiguredModel | null;
  readonly findings: readonly Finding[];
}

/** Of configurations that are still held by somebody: scan, shapes, picture and summary ask for the same one. */
const known = new WeakMap<object, Configured>();

/**
 * The model of a configuration with the flow between its layers; null where the configuration has no layers, as of a
 * subclassed model. What it names and does not have is left out, with a finding.
 */
export function configuredModel(configuration: unknown): Configured {
  if (!isRecord(configuration)) return { model: null, findings: [] };
  const configured = known.get(configuration) ?? readConfigured(configuration);
  known.set(configuration, configured);
  return configured;
}

function readConfigured(configuration: unknown): Configured {
  const reading: Reading = { budget: newBudget(), findings: [], members: 0 };
  const model = readModel(configuration, '', 0, reading);
  if (reading.budget.left <= 0 || reading.members >= mostMembers) {
    reading.findings.push({
      severity: 'warning',
      code: 'limit-exceeded',
      message:
        'The configuration says more of the flow between layers than is looked at. The picture of the model shows a part of it.',
      location: '',
      kind: 'layer',
    });
  }
  return { model, findings: reading.findings };
}

/** The model of one layer's configuration. */
export function innerModel(configuration: unknown, path: string): ConfiguredModel | null {
  return readModel(configuration, path, 0, { budget: newBudget(), findings: [], members: 0 });
}

/** A layer that another one holds by itself, such as the one that TimeDistributed applies. */
export function innerMember(record: Readonly<Record<string, unknown>>): Member | null {
  const reading = { budget: newBudget(), findings: [], members: 0 };
  return readMembers([record], '', 0, reading)[0] ?? null;
}

// Calls itself no deeper than `deepest`, whatever the file says.
function readModel(
  configuration: unknown,
  path: string,
  depth: number,
  reading: Reading,
): ConfiguredModel | null {
  if (!isRecord(configuration) || depth > deepest) return null;
  const listed = isRecord(configuration['config'])
    ? configuration['config']['layers']
    : configuration['config'];
  if (!Array.isArray(listed)) return null;
  const config = isRecord(configuration['config']) ? configuration['config'] : {};
  const className = classOf(configuration);
  const isFunctional = 'input_layers' in config || 'output_layers' in config;
  // Other layers hold lists of layers, too; only their own code knows what flows between them.
  if (!isFunctional && !Array.isArray(configuration['config']) && className !== 'Sequential') {
    return null;
  }
  const name = nameOf(configuration, className);
  const place = { path, name, class: className, config };
  const drafts = readMembers(listed, path, depth, reading);
  return isFunctional ? functional(place, drafts, reading) : sequential(place, drafts);
}

interface Draft extends Member {
  readonly calls: Call[];
  readonly inbound: readonly unknown[];
}

function readMembers(
  listed: readonly unknown[],
  path: string,
  depth: number,
  reading: Reading,
): Draft[] {
  const drafts: Draft[] = [];
  for (const record of listed) {
    if (reading.members >= mostMembers) break;
    if (!isRecord(record) || typeof record['class_name'] !== 'string') continue;
    const className = classOf(record);
    const name = nameOf(record, className);
    const own = layerPath(path, name);
    if (className.length > longestClass || own.length > limits.objectPathLength) continue;
    reading.members++;
    const inbound = record['inbound_nodes'];
    drafts.push({
      path: own,
      name,
      class: className,
      module: moduleOf(record),
      config: settingsOf(record['config']),
      buildConfig: isRecord(record['build_config']) ? record['build_config'] : {},
      calls: [],
      model: readModel(record, own, depth + 1, reading),
      inbound: Array.isArray(inbound) ? (inbound as unknown[]) : [],
    });
  }
  return drafts;
}

type ModelPlace = Pick<ConfiguredModel, 'path' | 'name' | 'class' | 'config'>;

/** One layer after the other, behind what says the shape of the input. */
function sequential(place: ModelPlace, drafts: Draft[]): ConfiguredModel {
  const [first] = drafts;
  const input = first?.class === 'InputLayer' ? first : inputOf(place, drafts);
  const members = first === input ? drafts : [input, ...drafts];
  let last: Member = input;
  for (const draft of members.slice(1)) {
    const shape = shapeOf(draft.buildConfig['input_shape']);
    const spec = shape && { dtype: null, shape };
    draft.calls.push({ inputs: [{ from: last, call: 0, tensor: 0, spec }], written: null });
    last = draft;
  }
  return {
    ...place,
    kind: 'sequential',
    members,
    inputs: [input],
    outputs: [{ name: last.name, taken: { from: last, call: 0, tensor: 0, spec: null } }],
  };
}

/** The input of a Sequential that has no layer for it. */
function inputOf({ path, config }: ModelPlace, drafts: readonly Draft[]): Draft {
  const names = new Set(drafts.map(({ name }) => name));
  let name = 'input';
  while (names.has(name)) name += '_';
  const [first] = drafts;
  const shape =
    shapeOf(first?.config['batch_input_shape']) ??
    shapeOf(first?.config['batch_shape']) ??
    shapeOf(config['build_input_shape']) ??
    shapeOf(first?.buildConfig['input_shape']);
  return {
    path: layerPath(path, name),
    name,
    class: 'InputLayer',
    module: '',
    config: shape === null ? {} : { batch_shape: shape },
    buildConfig: {},
    calls: [],
    model: null,
    inbound: [],
  };
}

function functional(place: ModelPlace, drafts: Draft[], reading: Reading): ConfiguredModel {
  const { config, path } = place;
  const { budget } = reading;
  const byName = new Map<string, Draft>();
  const twice = new Set<string>();
  for (const draft of drafts) {
    if (byName.has(draft.name)) twice.add(draft.name);
    else byName.set(draft.name, draft);
  }
  const members = [...byName.values()];
  const isKeras3 = members.some(({ inbound }) => inbound.some(isKeras3Call));
  const find = finder(byName, path, isKeras3, reading);
  for (const draft of members) {
    for (const written of draft.inbound) {
      const references = referencesOfCall(written, budget);
      const inputs = find(draft.path, references, isKeras3 ? 'none' : 'counted');
      draft.calls.push({ inputs: withBuiltShapes(draft, inputs), written });
    }
  }
  const ends = (key: string): readonly EndReference[] => endReferences(config[key], budget);
  const inputs = ends('input_layers').flatMap(({ reference }) =>
    find(path, [reference], 'counted').map(({ from }) => from),
  );
  const outputs = ends('output_layers').flatMap(({ name, reference }) =>
    find(path, [reference], 'counted').map((taken) => ({ name: name ?? taken.from.name, taken })),
  );
  const told = (names: readonly string[], code: string, message: string): void => {
    if (names.length === 0) return;
    reading.findings.push({
      severity: 'warning',
      code,
      message,
      location: path,
      kind: 'layer',
      topic: 'load',
    });
  };
  told(
    [...twice],
    'duplicate-layer',
    `${modelIn(path)} has several layers of the same name: ${shownNames([...twice])}. The first of each is shown, and Keras refuses to load it.`,
  );
  const circle = inCircles(members);
  told(
    circle,
    'cyclic-layers',
    `Layers of ${modelIn(path, true)} take from each other in a circle: ${shownNames(circle)}. Keras cannot build them; the picture shows what the configuration says.`,
  );
  return {
    ...place,
    kind: 'functional',
    members,
    inputs: inputs.length > 0 ? inputs : members.filter((each) => each.class === 'InputLayer'),
    outputs,
  };
}

/** What a layer takes, with the shapes that it was built with where it is only called once. */
function withBuiltShapes(
  { inbound, buildConfig }: Draft,
  inputs: readonly Taken[],
): readonly Taken[] {
  const built = plainLists(buildConfig['input_shape']);
  if (inbound.length !== 1 || !Array.isArray(built)) return inputs;
  const shapes = inputs.length === 1 && shapeOf(built) !== null ? [built] : (built as unknown[]);
  if (shapes.length !== inputs.length) return inputs;
  return inputs.map((taken, index) => {
    const shape = taken.spec ? null : shapeOf(shapes[index]);
    return shape === null ? taken : { ...taken, spec: { dtype: null, shape } };
  });
}

/** What references lead to. A layer that the model does not have is told once for whoever takes from it. */
function finder(
  byName: ReadonlyMap<string, Draft>,
  path: string,
  isKeras3: boolean,
  { findings }: Reading,
): (taker: string, references: readonly TensorReference[], ownNode: 'none' | 'counted') => Taken[] {
  return (taker, references, ownNode) => {
    const unknown = new Set<string>();
    const found: Taken[] = [];
    for (const { layer, node, tensor, spec } of references) {
      const from = byName.get(layer);
      if (!from || tensor < 0) {
        unknown.add(layer);
        continue;
      }
      const before = ownNode === 'counted' && hasOwnNode(from, isKeras3) ? 1 : 0;
      const call = Math.max(0, node - before);
      if (call >= Math.max(1, from.inbound.length)) unknown.add(layer);
      else found.push({ from, call, tensor, spec });
    }
    if (unknown.size > 0 && findings.length < limits.findings) {
      const who = taker === path ? modelIn(path) : `Layer ${shownName(taker)}`;
      findings.push({
        severity: 'warning',
        code: 'unknown-layer',
        message: `${who} takes from what the configuration does not have: ${shownNames([...unknown])}. Keras cannot load the model; the picture leaves these out.`,
        location: taker,
        kind: 'layer',
        topic: 'load',
      });
    }
    return found;
  };
}

/**
 * Whether a model in a model has a node of its own before its first call (`_should_skip_first_node` of
 * tf_keras/src/engine/functional.py). Keras 3 counts one only where the ends of the model are named, and not for a
 * Sequential (`functional_from_config` of keras/src/models/functional.py).
 */
function hasOwnNode({ model }: Draft, isKeras3: boolean): boolean {
  return model !== null && (model.kind === 'functional' || !isKeras3);
}

/** Names of the layers whose calls wait for each other, so that none can be made. */
function inCircles(members: readonly Member[]): readonly string[] {
  const order = callOrder(members);
  const made = new Set(order.map(({ member, call }) => `${member.path}\n${String(call)}`));
  return members
    .filter(({ path, calls }) => calls.some((_, call) => !made.has(`${path}\n${String(call)}`)))
    .map(({ name }) => name);
}

/** Calls of layers, each behind those whose tensors it takes; those that wait for each other are left out. */
export function callOrder(
  members: readonly Member[],
): readonly { readonly member: Member; readonly call: number }[] {
  interface Waiting {
    readonly member: Member;
    readonly call: number;
    waits: number;
    readonly takers: Waiting[];
  }
  const nodes = new Map<Member, Waiting[]>(
    members.map((member) => [
      member,
      member.calls.map((_, call) => ({ member, call, waits: 0, takers: [] })),
    ]),
  );
  const all = [...nodes.values()].flat();
  for (const node of all) {
    for (const { from, call } of node.member.calls[node.call]?.inputs ?? []) {
      const source = nodes.get(from)?.[call];
      if (!source) continue; // an input, which is there
      source.takers.push(node);
      node.waits++;
    }
  }
  const ready = all.filter(({ waits }) => waits === 0);
  for (let next = 0; next < ready.length; next++) {
    for (const taker of ready[next]?.takers ?? []) if (--taker.waits === 0) ready.push(taker);
  }
  return ready;
}

function modelIn(path: string, inside = false): string {
  if (path !== '') return `${inside ? 'the' : 'The'} model ${shownName(path)}`;
  return inside ? 'the model' : 'The model';
}

function settingsOf(config: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(config)) return {};
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      // The layers of a model are no setting of it, and are many.
      name === 'layers' ? value : plainLists(value),
    ]),
  );
}

function moduleOf({ module }: Readonly<Record<string, unknown>>): string {
  return typeof module === 'string' ? module : '';
}

function classOf(record: Readonly<Record<string, unknown>>): string {
  const full = record['class_name'];
  return typeof full === 'string' ? full.slice(full.lastIndexOf('>') + 1) : '';
}

function nameOf(record: Readonly<Record<string, unknown>>, className: string): string {
  const config = isRecord(record['config']) ? record['config'] : {};
  const name = record['name'] ?? config['name'];
  return typeof name === 'string' ? name : snakeCase(className);
}
