import { limits } from '../../../protocol/limits.ts';

/** An attribute as it is kept: its AttrValue, or of a large one the beginning. */
export interface KeptAttribute {
  readonly name: string;
  readonly value: Buffer;
  /** Bytes that the AttrValue has in the file. */
  readonly length: number;
}

/** Bytes that are kept of one node's attributes, and of a value that does not fit: its dtype and shape stand there. */
const nodeBytes = 2048;
export const headBytes = 256;

/** Bytes that are allocated at once. */
const blockBytes = 256 * 1024;

/** Before each value: which name it has, how long it is, and how much of it follows. */
const head = { bytes: 8, name: 0, length: 2, kept: 6 } as const;

/** Names that are told apart; a graph of TensorFlow's has some hundred. */
const mostNames = 65_536;

/** Where the attributes of a node are kept. */
export interface AttributePlace {
  readonly block: Buffer;
  readonly start: number;
  readonly end: number;
}

/** The small attributes of all nodes of a graph, in few large pieces of memory instead of one for each. */
export class AttributeStore {
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #scratch = Buffer.alloc(2 * nodeBytes);
  #block = Buffer.alloc(0);
  #used = 0;
  #filled = 0;
  #left: number = limits.graphAttributeBytes;

  /** Takes in an attribute of the node that comes next; false where nothing of it fits. */
  add(name: string, bytes: Buffer, start: number, end: number, length: number): boolean {
    const room = nodeBytes - this.#filled - head.bytes;
    const whole = end - start === length && length <= room;
    const kept = whole ? length : Math.min(headBytes, end - start);
    if (this.#filled + head.bytes + kept > this.#scratch.length) return false;
    const number = this.#number(name);
    if (number === null) return false;
    this.#scratch.writeUInt16LE(number, this.#filled + head.name);
    this.#scratch.writeUInt32LE(Math.min(length, 0xffffffff), this.#filled + head.length);
    this.#scratch.writeUInt16LE(kept, this.#filled + head.kept);
    bytes.copy(this.#scratch, this.#filled + head.bytes, start, start + kept);
    this.#filled += head.bytes + kept;
    return true;
  }

  /** Forgets what was taken in of the node that comes next. */
  clear(): void {
    this.#filled = 0;
  }

  /** Keeps what was taken in; null where that is nothing. `full` says whether there was no room for it. */
  keep(): AttributePlace | 'full' | null {
    const length = this.#filled;
    this.#filled = 0;
    if (length === 0) return null;
    if (length > this.#left) return 'full';
    this.#left -= length;
    if (this.#used + length > this.#block.length) {
      this.#block = Buffer.alloc(blockBytes);
      this.#used = 0;
    }
    const start = this.#used;
    this.#scratch.copy(this.#block, start, 0, length);
    this.#used += length;
    return { block: this.#block, start, end: this.#used };
  }

  /** What was taken in of one node, by name; of two with one name the last, as protobuf reads a map. */
  of({ block, start, end }: AttributePlace): readonly KeptAttribute[] {
    const found = new Map<string, KeptAttribute>();
    for (let at = start; at < end;) {
      const name = this.#names[block.readUInt16LE(at + head.name)] ?? '';
      const length = block.readUInt32LE(at + head.length);
      const kept = block.readUInt16LE(at + head.kept);
      at += head.bytes;
      found.set(name, { name, value: block.subarray(at, at + kept), length });
      at += kept;
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #number(name: string): number | null {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#names.length >= mostNames) return null;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }
}
