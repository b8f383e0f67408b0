import { snappyCompress, snappyUncompress } from 'hysnappy';
import {
  appendBlock,
  appendStored,
  blockContent,
  footer,
  handle,
  littleEndian32,
  varint,
  writeTable,
  type Handle,
  type KeyValue,
} from '../../support/table-writer.ts';
import { few, oneIn, otherNumber, pick, type Random } from '../random.ts';
import { joined, mutateBytes, overwritten, replaced, type Mutator } from './bytes.ts';

const footerBytes = 48;

/** A block while it is changed. */
interface Block {
  readonly entries: KeyValue[];
  snappy: boolean;
}

/**
 * Changes a sorted string table inside its blocks: values by `value`, keys, their order, what they share, restart
 * points, handles, compressed bytes. Every checksum is right again afterwards.
 */
export function mutateTable(value: Mutator): Mutator {
  return (bytes, random) => {
    const blocks = oneIn(random, 12) ? null : blocksOf(bytes);
    if (!blocks || blocks.length === 0) return mutateBytes(bytes, random);
    for (let rounds = few(random, 3); rounds > 0; rounds--) change(blocks, value, random);
    return oneIn(random, 3) ? writeWithALie(blocks, random) : write(blocks, random);
  };
}

function change(blocks: Block[], value: Mutator, random: Random): void {
  const block = pick(random, blocks);
  const { entries } = block;
  const at = random(entries.length + 1);
  const entry = entries[at];
  switch (random(12)) {
    case 0:
      entries.splice(at, few(random, 3));
      return;
    case 1:
      if (entry) entries.splice(at, 0, entry);
      return;
    case 2: {
      // Many that are in order: each key goes on where the one before it ended.
      if (!entry) return;
      const [key, content] = entry;
      const more = Array.from({ length: few(random, 200) }, (_, index): KeyValue => [
        joined([key, new Uint8Array(index + 1)]),
        content,
      ]);
      entries.splice(at + 1, 0, ...more);
      return;
    }
    case 3:
      if (entry) entries[at] = [mutateBytes(entry[0], random), entry[1]];
      if (!oneIn(random, 3)) entries.sort(([a], [b]) => Buffer.compare(a, b));
      return;
    case 4: {
      const other = random(entries.length + 1);
      const there = entries[other];
      if (entry && there) [entries[at], entries[other]] = [there, entry];
      return;
    }
    case 5:
      block.snappy = !block.snappy;
      return;
    case 6: {
      const place = blocks.indexOf(block);
      const next = blocks[place + 1];
      if (next && oneIn(random, 2)) entries.push(...next.entries.splice(0));
      else blocks.splice(place + 1, 0, { ...block, entries: entries.splice(at) });
      return;
    }
    case 7: {
      // The entry that everything else is read by.
      const first = blocks[0]?.entries[0];
      if (first) blocks[0]?.entries.splice(0, 1, [first[0], value(first[1], random)]);
      return;
    }
    default:
      if (entry) entries[at] = [entry[0], value(entry[1], random)];
  }
}

function write(blocks: readonly Block[], random: Random): Uint8Array {
  const [only] = blocks;
  const restartInterval = pick(random, [1, 2, 16]);
  if (only && blocks.length === 1) {
    return writeTable(only.entries, { snappy: only.snappy, restartInterval });
  }
  const file: number[] = [];
  const index = blocks.map(({ entries, snappy }): KeyValue => [
    entries.at(-1)?.[0] ?? new Uint8Array(0),
    handle(appendBlock(file, blockContent(entries, restartInterval), snappy)),
  ]);
  return finish(file, blockContent(index, 1));
}

function finish(file: number[], index: Uint8Array, tell = handle): Uint8Array {
  const metaindex = appendBlock(file, blockContent([], 16), false);
  const end = footer(handle(metaindex), tell(appendBlock(file, index, false)));
  return Uint8Array.from([...file, ...end]);
}

/** One thing about how it is written is not as it should be, under right checksums. */
function writeWithALie(blocks: readonly Block[], random: Random): Uint8Array {
  const file: number[] = [];
  const kind = random(7);
  const liar = random(blocks.length);
  const index = blocks.map(({ entries, snappy }, number): KeyValue => {
    const key = entries.at(-1)?.[0] ?? new Uint8Array(0);
    const content = blockContent(entries, 16);
    if (number !== liar) return [key, handle(appendBlock(file, content, snappy))];
    switch (kind) {
      case 0:
        return [key, handle(appendBlock(file, contentLie(content, random), snappy))];
      case 1:
        return [key, handle(appendStored(file, snappyLie(content, random), 1))];
      case 2:
        return [key, handle(appendStored(file, content, random(256)))];
      case 3:
        return [key, handleLie(appendBlock(file, content, snappy), random)];
      default:
        return [key, handle(appendBlock(file, content, snappy))];
    }
  });
  if (kind === 4)
    index.splice(liar, 0, ...Array.from({ length: few(random, 50) }, () => pick(random, index)));
  const content = blockContent(index, 1);
  return finish(
    file,
    kind === 5 ? contentLie(content, random) : content,
    kind === 6 ? (place) => handleLie(place, random) : handle,
  );
}

/** About what keys share, how long things are, or how many restart points there are. */
function contentLie(content: Uint8Array, random: Random): Uint8Array {
  if (!oneIn(random, 4)) return mutateBytes(content, random);
  const restarts = Number(BigInt.asUintN(32, otherNumber(random, 1n)));
  return overwritten(content, content.length - 4, littleEndian32(restarts));
}

/** Compressed bytes that are none any more, or that announce another length. */
function snappyLie(content: Uint8Array, random: Random): Uint8Array {
  const stored = snappyCompress(content);
  if (oneIn(random, 2)) return mutateBytes(stored, random);
  const stated = varint(content.length).length;
  const other = otherNumber(random, BigInt(content.length));
  return replaced(stored, 0, stated, Uint8Array.from(varint(other)));
}

function handleLie({ offset, size }: Handle, random: Random): Uint8Array {
  const [at, length] = [BigInt(offset), BigInt(size)];
  return Uint8Array.from(
    oneIn(random, 2)
      ? [...varint(otherNumber(random, at)), ...varint(length)]
      : [...varint(at), ...varint(otherNumber(random, length))],
  );
}

/** The blocks of a table as it was written; null for bytes that are none. */
export function blocksOf(bytes: Uint8Array): Block[] | null {
  if (bytes.length < footerBytes) return null;
  try {
    const end = new Reading(bytes, bytes.length - footerBytes);
    end.handle();
    const index = new Reading(contentAt(bytes, end.handle()).content, 0).entries();
    return index.map(([, value]) => {
      const { content, snappy } = contentAt(bytes, new Reading(value, 0).handle());
      return { entries: new Reading(content, 0).entries(), snappy };
    });
  } catch {
    return null;
  }
}

/** Where blocks lie that are under a checksum and that a reader needs: index and data, trailers included. */
export function blockPlaces(bytes: Uint8Array): Handle[] {
  const end = new Reading(bytes, bytes.length - footerBytes);
  end.handle();
  const index = end.handle();
  const entries = new Reading(contentAt(bytes, index).content, 0).entries();
  return [index, ...entries.map(([, value]) => new Reading(value, 0).handle())];
}

function contentAt(
  bytes: Uint8Array,
  { offset, size }: Handle,
): { content: Uint8Array; snappy: boolean } {
  const stored = bytes.subarray(offset, offset + size);
  const snappy = bytes[offset + size] === 1;
  if (!snappy) return { content: stored, snappy };
  const length = new Reading(stored, 0).number();
  if (length > 100 * stored.length) throw new RangeError('It announces what it cannot hold.');
  return { content: snappyUncompress(stored, length), snappy };
}

class Reading {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('It ends inside a number.');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  handle(): Handle {
    return { offset: this.number(), size: this.number() };
  }

  entries(): KeyValue[] {
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    const end = this.#bytes.length - 4 - 4 * view.getUint32(this.#bytes.length - 4, true);
    const found: KeyValue[] = [];
    let key: Uint8Array = new Uint8Array(0);
    while (this.#at < end) {
      const [shared, rest, length] = [this.number(), this.number(), this.number()];
      const value = this.#at + rest;
      key = joined([key.subarray(0, shared), this.#bytes.subarray(this.#at, value)]);
      found.push([key, this.#bytes.subarray(value, value + length)]);
      this.#at = value + length;
    }
    return found;
  }
}
