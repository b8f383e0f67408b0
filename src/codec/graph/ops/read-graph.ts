import { ReadError } from '../../../core/errors.ts';
import type { OpFunction, OpGraph, OpNode } from '../../../core/op-graph.ts';
import { limits } from '../../../protocol/limits.ts';
import type { MessagePlace } from '../../protobuf/decode.ts';
import { FieldCursor } from '../../protobuf/field-cursor.ts';
import {
  FunctionDefLibrarySchema,
  FunctionDefSchema,
  GraphDefSchema,
  NodeDefSchema,
} from '../../protobuf/generated/tensorflow/graph_pb.ts';
import type { SourceField, SourceWalk, Span } from '../../protobuf/source-walk.ts';
import { nameIn } from '../node.ts';
import { asField } from '../node-outline.ts';
import { headBytes } from './attribute-store.ts';
import type { Kept } from './kept.ts';
import { OpReader, type Draft } from './read-op.ts';
import { FunctionDraft } from './read-function.ts';

/** Nodes up to this size are read whole; of larger ones everything but the values of large attributes. */
const wholeBytes = 128 * 1024;

/** What stands beside the nodes of a function, and is larger, is no signature of one. */
const signatureBytes = 1024 ** 2;

/** The nodes and the functions of a GraphDef. */
export type GraphOps = Pick<OpGraph, 'nodes' | 'functions'>;

/**
 * Reads all ops of a GraphDef where it lies, those of its functions too. What is damaged is left out, and `kept.cut`
 * says so.
 * @throws AppError `cancelled`, and what the source throws
 */
export async function readGraphOps(
  walk: SourceWalk,
  graph: Span,
  place: MessagePlace,
  kept: Kept,
): Promise<GraphOps> {
  const reader = new GraphReader(walk, place, kept);
  await reader.partly(() => reader.graph(graph));
  return reader;
}

class GraphReader implements GraphOps {
  readonly nodes: OpNode[] = [];
  readonly functions = new Map<string, OpFunction>();
  readonly #walk: SourceWalk;
  readonly #place: MessagePlace;
  readonly #kept: Kept;
  readonly #ops: OpReader;

  constructor(walk: SourceWalk, place: MessagePlace, kept: Kept) {
    this.#walk = walk;
    this.#place = place;
    this.#kept = kept;
    this.#ops = new OpReader(kept, place);
  }

  /** What `read` does until it comes to damage. */
  async partly(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (thrown) {
      if (!(thrown instanceof ReadError)) throw thrown;
      this.#kept.cut = true;
    }
  }

  async graph({ offset, length }: Span): Promise<void> {
    const { node, library } = GraphDefSchema.field;
    const scope = new Scope(this.nodes, this.#kept);
    for await (const batch of this.#walk.batches(offset, length)) {
      for (const field of batch) {
        if (this.#done) return;
        // Awaited only where there is something to wait for: a graph may have hundreds of thousands.
        if (field.number === node.number) {
          const read = this.#node(field, scope);
          if (read) await read;
        } else if (field.number === library.number) {
          await this.partly(() => this.#library(field));
        }
      }
    }
  }

  /** Whether nothing more can be read. */
  get #done(): boolean {
    return this.#kept.full || this.#walk.budget.elements < 0;
  }

  async #library({ offset, length }: Span): Promise<void> {
    for await (const batch of this.#walk.batches(offset, length)) {
      for (const field of batch) {
        if (this.#done) return;
        if (field.number === FunctionDefLibrarySchema.field.function.number) {
          await this.partly(() => this.#function(field));
        }
      }
    }
  }

  async #function({ offset, length }: Span): Promise<void> {
    const { nodeDef } = FunctionDefSchema.field;
    const draft = new FunctionDraft(this.#kept);
    const scope = new Scope(draft.nodes, this.#kept);
    for await (const batch of this.#walk.batches(offset, length)) {
      for (const field of batch) {
        if (field.number === nodeDef.number) {
          if (this.#kept.full) continue;
          const read = this.#node(field, scope);
          if (read) await read;
        } else if (field.length <= signatureBytes) {
          const cursor = this.#alone(field, await this.#walk.bytes(field));
          if (cursor) draft.field(cursor);
        } else this.#kept.cut = true;
      }
    }
    const made = draft.end();
    if (made && !this.functions.has(made.name)) this.functions.set(made.name, made);
    else this.#kept.cut = true;
  }

  /** Reads a node into its scope: at once where it lies in memory already, as most do. */
  #node(field: SourceField, scope: Scope): Promise<void> | null {
    const bytes = field.length <= wholeBytes ? this.#walk.peek(field) : null;
    if (!bytes) return this.#farNode(field, scope);
    this.#wholeNode(field, bytes, scope);
    return null;
  }

  #wholeNode({ offset }: Span, bytes: Uint8Array, scope: Scope): void {
    const context = { place: { ...this.#place, offset }, budget: this.#walk.budget };
    const whole = { start: 0, end: bytes.length };
    const draft = this.#ops.begin();
    try {
      const cursor = new FieldCursor(asBuffer(bytes), context, whole);
      while (cursor.next()) draft.field(cursor);
      scope.add(this.#ops.end(draft));
    } catch (thrown) {
      if (!(thrown instanceof ReadError)) throw thrown;
      this.#kept.cut = true;
    }
  }

  async #farNode(field: SourceField, scope: Scope): Promise<void> {
    if (field.length <= wholeBytes) {
      this.#wholeNode(field, await this.#walk.bytes(field), scope);
      return;
    }
    await this.partly(async () => {
      const draft = this.#ops.begin();
      for await (const batch of this.#walk.batches(field.offset, field.length)) {
        for (const part of batch) {
          if (part.number === NodeDefSchema.field.attr.number) {
            await this.#farAttribute(part, draft);
          } else if (part.length <= limits.nameCharacters) {
            const cursor = this.#alone(part, await this.#walk.bytes(part));
            if (cursor) draft.field(cursor);
          }
        }
      }
      scope.add(this.#ops.end(draft));
    });
  }

  /** An attribute of which only the beginning is read. */
  async #farAttribute({ offset, length }: Span, draft: Draft): Promise<void> {
    let name = '';
    for await (const part of this.#walk.fields(offset, length)) {
      if (part.number === 1 && part.length <= limits.nameCharacters) {
        name = nameIn(await this.#walk.bytes(part));
      } else if (part.number === 2) {
        const head = asBuffer(await this.#walk.head(part, headBytes));
        const span = { start: 0, end: head.length };
        const context = { place: this.#place, budget: this.#walk.budget };
        const isCut = head.length < part.length;
        draft.attribute(name, new FieldCursor(head, context, span, isCut), span, part.length);
      }
    }
  }

  /** A cursor that stands on a field by itself. */
  #alone({ number, offset }: SourceField, content: Uint8Array): FieldCursor | null {
    const bytes = asBuffer(asField(number, content));
    const context = { place: { ...this.#place, offset }, budget: this.#walk.budget };
    const cursor = new FieldCursor(bytes, context, { start: 0, end: bytes.length });
    return cursor.next() ? cursor : null;
  }
}

/** The nodes of a graph or of a function, in which each name stands once. */
class Scope {
  readonly #nodes: OpNode[];
  readonly #kept: Kept;
  readonly #names = new Set<string>();

  constructor(nodes: OpNode[], kept: Kept) {
    this.#nodes = nodes;
    this.#kept = kept;
  }

  add(node: OpNode | null): void {
    if (!node) return;
    if (this.#names.has(node.name)) this.#kept.cut = true;
    else {
      this.#names.add(node.name);
      this.#nodes.push(node);
    }
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
