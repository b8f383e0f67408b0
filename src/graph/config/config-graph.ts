import { kerasWeights } from '../../core/keras-weights.ts';
import type { GraphWeight } from '../../protocol/graph.ts';
import type { Layer, TensorInfo } from '../../protocol/model.ts';
import {
  graphNode,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type TensorSpec,
} from '../graph.ts';
import {
  configuredModel,
  type ConfiguredModel,
  type Member,
  type Taken,
} from './configured-model.ts';
import { noteOf } from './note.ts';
import { specsOf, type CallSpecs } from '../shapes/infer.ts';

/**
 * The layers of a Keras model and what flows between them, as its configuration has it: a node for each layer, an edge
 * for each tensor that a call of it takes, models in the model as groups. Null where the configuration has no layers.
 *
 * @param configuration `Configuration.value` of the one that is the model
 * @param layers of the same artifact; a layer's id is its path
 */
export function configGraph(
  configuration: unknown,
  layers: readonly Layer[],
  tensors: readonly TensorInfo[],
): Graph | null {
  const { model } = configuredModel(configuration);
  return model === null ? null : new Drawing(model, layers, tensors).graph();
}

/** Where what enters a model in a model goes, and where what leaves it comes from, by input and by output. */
interface Doors {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

class Drawing {
  readonly #model: ConfiguredModel;
  readonly #specs: CallSpecs;
  readonly #byPath: ReadonlyMap<string, Layer>;
  readonly #held = new Map<string, Layer[]>();
  readonly #tensors: ReadonlyMap<string, TensorInfo>;
  readonly #nodes: GraphNode[] = [];
  readonly #edges: GraphEdge[] = [];
  readonly #taken = new Set<string>();
  readonly #next = new Map<string, number>();
  readonly #idOf = new Map<Member, string>();
  readonly #doors = new Map<Member, Doors>();
  /** Of each call, where its outputs begin among those of all calls. */
  readonly #starts = new Map<Member, readonly number[]>();

  constructor(model: ConfiguredModel, layers: readonly Layer[], tensors: readonly TensorInfo[]) {
    this.#model = model;
    this.#specs = specsOf(model);
    this.#byPath = new Map(layers.map((layer) => [layer.path, layer]));
    for (const layer of layers) {
      if (layer.parent === null) continue;
      const held = this.#held.get(layer.parent);
      if (held) held.push(layer);
      else this.#held.set(layer.parent, [layer]);
    }
    this.#tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  }

  graph(): Graph {
    const models: { readonly model: ConfiguredModel; readonly group: string | null }[] = [
      { model: this.#model, group: null },
    ];
    // The models in a model come behind it, so that a group comes before what it holds.
    for (let next = 0; next < models.length; next++) {
      const each = models[next];
      if (!each) break;
      for (const { member, id } of this.#addMembers(each.model, each.group)) {
        if (member.model) models.push({ model: member.model, group: id });
      }
    }
    // From the innermost outwards: doors lead to nodes that are there by then.
    const ends = new Map<ConfiguredModel, readonly string[]>();
    for (const { model, group } of models) ends.set(model, this.#addOutputs(model, group));
    for (const { model } of models) {
      for (const member of model.members) {
        if (!member.model) continue;
        this.#doors.set(member, {
          inputs: member.model.inputs.map((input) => this.#idOf.get(input) ?? ''),
          outputs: ends.get(member.model) ?? [],
        });
      }
    }
    for (const { model } of models) this.#addEdges(model, ends.get(model) ?? []);
    return { source: 'config', nodes: this.#nodes, edges: this.#edges };
  }

  #addMembers(
    model: ConfiguredModel,
    group: string | null,
  ): readonly { readonly member: Member; readonly id: string }[] {
    return model.members.map((member) => {
      const id = this.#unique(member.path);
      this.#idOf.set(member, id);
      const layer = this.#byPath.get(member.path);
      this.#nodes.push(
        graphNode({
          id,
          parent: group,
          kind: member.class === 'InputLayer' ? 'input' : 'layer',
          name: member.name,
          class: member.class,
          note: noteOf(member.class, member.config),
          layer: layer?.path ?? null,
          outputs: this.#specs.of(member).flat(),
          weights: layer ? this.#weightsOf(layer) : [],
        }),
      );
      if (!member.model) this.#addHeld(member.path, id);
      return { member, id };
    });
  }

  /** Layers in a layer that is no model, such as the two of a Bidirectional: only its code knows what flows there. */
  #addHeld(path: string, id: string): void {
    const pending = (this.#held.get(path) ?? []).map((layer) => ({ layer, parent: id }));
    for (let next = 0; next < pending.length; next++) {
      const each = pending[next];
      if (!each) break;
      const { layer, parent } = each;
      const own = this.#unique(layer.path);
      this.#nodes.push(
        graphNode({
          id: own,
          parent,
          kind: 'layer',
          name: layer.name,
          class: layer.class,
          inferred: layer.classSource === 'inferred',
          note: layer.class === null ? '' : noteOf(layer.class, layer.config ?? {}),
          layer: layer.path,
          outputs: (layer.outputShapes ?? []).map((shape) => ({ dtype: null, shape })),
          weights: this.#weightsOf(layer),
        }),
      );
      for (const held of this.#held.get(layer.path) ?? [])
        pending.push({ layer: held, parent: own });
    }
  }

  #addOutputs(model: ConfiguredModel, group: string | null): readonly string[] {
    return model.outputs.map(({ name, taken }) => {
      const id = this.#unique(`${group === null ? '' : `${group}/`}${name}:output`);
      this.#nodes.push(
        graphNode({
          id,
          parent: group,
          kind: 'output',
          name,
          outputs: [this.#specOf(taken)],
        }),
      );
      return id;
    });
  }

  #addEdges(model: ConfiguredModel, ends: readonly string[]): void {
    for (const member of model.members) {
      const to = this.#idOf.get(member) ?? '';
      const doors = this.#doors.get(member);
      for (const { inputs } of member.calls) {
        for (const [index, taken] of inputs.entries()) {
          // What a model is called with beyond its inputs goes to it as a whole.
          this.#addEdge(taken, doors?.inputs[index] ?? to);
        }
      }
    }
    for (const [index, { taken }] of model.outputs.entries()) {
      this.#addEdge(taken, ends[index] ?? '');
    }
  }

  #addEdge(taken: Taken, to: string): void {
    const door = this.#doors.get(taken.from)?.outputs[taken.tensor];
    if (door !== undefined) this.#edges.push({ from: door, to, output: 0 });
    else {
      const from = this.#idOf.get(taken.from) ?? '';
      this.#edges.push({ from, to, output: this.#outputOf(taken) });
    }
  }

  /** Which of a node's outputs it is: those of its first call come first. */
  #outputOf({ from, call, tensor }: Taken): number {
    let starts = this.#starts.get(from);
    if (!starts) {
      const all: number[] = [];
      let next = 0;
      for (const outputs of this.#specs.of(from)) {
        all.push(next);
        next += outputs.length;
      }
      this.#starts.set(from, all);
      starts = all;
    }
    return (starts[call] ?? 0) + tensor;
  }

  #specOf({ from, call, tensor }: Taken): TensorSpec {
    return this.#specs.of(from)[call]?.[tensor] ?? { dtype: null, shape: null };
  }

  /** Names in a file may be anything, and two layers of the same path stay two nodes. */
  #unique(wanted: string): string {
    let id = wanted;
    let next = this.#next.get(wanted) ?? 2;
    for (; this.#taken.has(id); next++) id = `${wanted} (${String(next)})`;
    // The same name may stand there a hundred thousand times.
    if (id !== wanted) this.#next.set(wanted, next);
    this.#taken.add(id);
    return id;
  }

  #weightsOf(layer: Layer): readonly GraphWeight[] {
    const names = kerasWeights(layer.class, layer.config);
    return layer.weights.flatMap((name, index) => {
      const tensor = this.#tensors.get(name);
      if (!tensor) return [];
      const said = weightName(tensor);
      return {
        name: said ?? names?.[index]?.name ?? `weight ${String(index + 1)}`,
        dtype: tensor.dtype,
        shape: tensor.shape,
        tensor: name,
      };
    });
  }
}

/** `kernel` of `dense/dense/kernel:0`; null for the `0` of `layers/dense/vars/0`, and for a checkpoint's keys. */
function weightName({ name, objectPath }: TensorInfo): string | null {
  const path = objectPath ?? name;
  const last = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const plain = last.replace(/:\d+$/, '');
  return plain === '' || /^\d+$/.test(plain) || last === '.ATTRIBUTES' ? null : plain;
}
