import type { Steps } from '../../core/steps.ts';
import type { ObjectGraph, StoredAttribute } from './object-graph.ts';

/**
 * Joins the objects of a SavedModel with those of the checkpoint in its `variables`: both graphs are walked from
 * their roots, by the same names, as TensorFlow's loader does. Answers the SavedModel's graph with the keys of
 * the checkpoint's tensors.
 */
export function* attachCheckpoint(saved: ObjectGraph, checkpoint: ObjectGraph): Steps<ObjectGraph> {
  const partner = new Map<number, number>();
  const queue: (readonly [number, number])[] = [];
  const meet = (ours: number, theirs: number): void => {
    if (partner.has(ours)) return;
    partner.set(ours, theirs);
    queue.push([ours, theirs]);
  };
  // Many of ours may meet one of theirs: what it holds is sorted once.
  const named = new Map<number, ReadonlyMap<string, number>>();
  const childrenOf = (theirs: number): ReadonlyMap<string, number> => {
    let byName = named.get(theirs);
    if (!byName) {
      const children = checkpoint.nodes[theirs]?.children ?? [];
      byName = new Map(children.map((child) => [child.name, child.node]));
      named.set(theirs, byName);
    }
    return byName;
  };
  if (saved.nodes.length > 0 && checkpoint.nodes.length > 0) meet(0, 0);
  for (let next = 0; next < queue.length; next++) {
    yield;
    const [ours, theirs] = queue[next] ?? [0, 0];
    const byName = childrenOf(theirs);
    for (const child of saved.nodes[ours]?.children ?? []) {
      const match = byName.get(child.name);
      if (match !== undefined) meet(child.node, match);
    }
  }
  // A slot variable is no child of anything: it is found once both variables have met.
  for (const [ours, theirs] of [...partner]) {
    yield;
    const slots = saved.nodes[ours]?.slots ?? [];
    if (slots.length === 0) continue;
    const checkpointSlots = checkpoint.nodes[theirs]?.slots ?? [];
    const bySlot = new Map(
      checkpointSlots.map((slot) => [`${String(slot.variable)} ${slot.slotName}`, slot.slot]),
    );
    for (const slot of slots) {
      const variable = partner.get(slot.variable);
      const match = bySlot.get(`${String(variable)} ${slot.slotName}`);
      if (match !== undefined) meet(slot.slot, match);
    }
  }
  const none: readonly StoredAttribute[] = [];
  return {
    ...saved,
    nodes: saved.nodes.map((node, index) => {
      const theirs = partner.get(index);
      return {
        ...node,
        stored: (theirs !== undefined && checkpoint.nodes[theirs]?.stored) || none,
      };
    }),
  };
}
