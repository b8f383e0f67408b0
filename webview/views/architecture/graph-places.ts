import type { GraphPicture, PictureNode } from '../../../src/protocol/graph.ts';

/** Where a layer is in a picture; null where no node is it. */
export function nodeOfLayer(picture: GraphPicture, path: string): PictureNode | null {
  return picture.nodes.find(({ layer }) => layer === path) ?? null;
}

/** The innermost closed group that is a layer around this one: opened, it may show it. */
export function closedAround(picture: GraphPicture, path: string): PictureNode | null {
  let found: PictureNode | null = null;
  for (const node of picture.nodes) {
    if (node.expanded !== false || node.layer === null || node.layer === path) continue;
    if (node.layer !== '' && !path.startsWith(`${node.layer}/`)) continue;
    if (found === null || node.layer.length > (found.layer ?? '').length) found = node;
  }
  return found;
}

/** The open groups around a node, from the outermost inwards. */
export function groupsAround(picture: GraphPicture, id: string): readonly PictureNode[] {
  const byId = new Map(picture.nodes.map((node) => [node.id, node]));
  const around: PictureNode[] = [];
  // A picture's groups come before what they hold, so this ends; the count is for one that does not keep to it.
  for (let at = byId.get(id)?.parent ?? null; at !== null && around.length < byId.size;) {
    const group = byId.get(at);
    if (group === undefined) break;
    around.push(group);
    at = group.parent;
  }
  return around.reverse();
}

/** Path of the layer that a node is or lies in; null for what is in none. */
export function layerAround(picture: GraphPicture, id: string): string | null {
  const node = picture.nodes.find((each) => each.id === id);
  if (node === undefined) return null;
  if (node.layer !== null) return node.layer;
  return groupsAround(picture, id).findLast(({ layer }) => layer !== null)?.layer ?? null;
}
