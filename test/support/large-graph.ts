import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A protobuf field with a length, as it lies in a message. */
function field(number: number, ...content: readonly Uint8Array[]): Buffer {
  const head = [number * 8 + 2];
  let length = content.reduce((sum, { byteLength }) => sum + byteLength, 0);
  for (; length > 0x7f; length = Math.floor(length / 128)) head.push((length % 128) | 0x80);
  return Buffer.concat([Buffer.from([...head, length]), ...content]);
}

/** Writes a SavedModel with nothing in it but nodes, so many that opening it takes its time. */
export function writeLargeGraph(folder: string, nodes: number): void {
  const node = field(1, field(1, Buffer.from('node')), field(2, Buffer.from('NoOp')));
  const graph = field(2, Buffer.alloc(node.length * nodes, node));
  const info = field(1, field(4, Buffer.from('serve')));
  mkdirSync(folder);
  const version = Buffer.from([1 * 8, 1]);
  writeFileSync(
    path.join(folder, 'saved_model.pb'),
    Buffer.concat([version, field(2, info, graph)]),
  );
}
