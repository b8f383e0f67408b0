import { eachStep, type Steps } from '../../core/steps.ts';
import type { ObjectKind } from './kinds.ts';
import type { ObjectGraph, ObjectReference } from './object-graph.ts';
import { variableName } from './roles.ts';
import type { Work } from './work.ts';

/** An optimizer's variable that belongs to one of the model's. */
export interface Slot {
  readonly optimizer: number;
  /** `m`, `v`, `momentum`, `velocity`, … as the optimizer names it. */
  readonly name: string;
  /** The model's variable. */
  readonly of: number;
}

/**
 * Slot variables by node, in the three ways that optimizers save them: as `slot_variables` (TensorFlow 1, legacy
 * Keras), by name `Adam/m/dense/kernel` (Keras 2 since 2.11), and as lists `_momentums`, `_velocities`, … in the
 * order of `_trainable_variables` (Keras 3).
 */
export function* slotVariables(
  graph: ObjectGraph,
  kinds: readonly ObjectKind[],
  work: Work,
): Steps<ReadonlyMap<number, Slot>> {
  const slots = new Map<number, Slot>();
  const byName = uniqueNames(graph, kinds);
  yield* eachStep(graph.nodes, (node, optimizer) => {
    for (const slot of node.slots) {
      slots.set(slot.slot, { optimizer, name: slot.slotName, of: slot.variable });
    }
    if (kinds[optimizer] !== 'optimizer') return;
    const itemsOf = (list: number | undefined): readonly ObjectReference[] =>
      graph.nodes[list ?? -1]?.children ?? [];
    const trained = itemsOf(
      node.children.find(({ name }) => name === '_trainable_variables')?.node,
    );
    for (const { name, node: listNode } of node.children) {
      const items = itemsOf(listNode);
      if (name.startsWith('_trainable_variables')) continue;
      // Many optimizers, and one by many names, may refer to one list.
      if (!work.spend(items.length)) return;
      if (name !== '_variables' && trained.length > 0 && items.length === trained.length) {
        items.forEach(({ node: item }, index) => {
          const of = trained[index]?.node;
          if (of !== undefined && kinds[item] === 'variable') {
            slots.set(item, { optimizer, name: singular(name), of });
          }
        });
      } else if (trained.length === 0 && name === '_variables') {
        for (const { node: item } of items) {
          const match = /^[^/]+\/([^/]+)\/(.+)$/.exec(variableName(graph, item));
          const of = match?.[2] === undefined ? undefined : byName.get(match[2]);
          if (match?.[1] !== undefined && of !== undefined) {
            slots.set(item, { optimizer, name: match[1], of });
          }
        }
      }
    }
  });
  return slots;
}

/** Variables whose name no other has. */
function uniqueNames(
  graph: ObjectGraph,
  kinds: readonly ObjectKind[],
): ReadonlyMap<string, number> {
  const byName = new Map<string, number>();
  const shared = new Set<string>();
  kinds.forEach((kind, node) => {
    if (kind !== 'variable') return;
    const name = variableName(graph, node);
    if (byName.has(name)) shared.add(name);
    byName.set(name, node);
  });
  for (const name of shared) byName.delete(name);
  return byName;
}

/** `_momentums` → `momentum`, `_velocities` → `velocity`: the list's name as Keras names the variables in it. */
function singular(list: string): string {
  return list.replace(/^_/, '').replace(/ies$/, 'y').replace(/s$/, '');
}
