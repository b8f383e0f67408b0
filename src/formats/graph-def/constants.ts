import { constantOf, type GraphNode } from '../../codec/graph/node.ts';
import type { MessagePlace } from '../../codec/protobuf/decode.ts';
import type { SourceWalk } from '../../codec/protobuf/source-walk.ts';
import {
  tensorLayout,
  type StoredValues,
  type TensorLayout,
} from '../../codec/tensor-proto/layout.ts';
import { readTensorProto } from '../../codec/tensor-proto/values.ts';
import { elementRange } from '../../core/element-range.ts';
import { ReadError } from '../../core/errors.ts';
import { FindingList } from '../../core/finding-list.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import type { Finding, TensorInfo, TensorRole } from '../../protocol/model.ts';
import type { Chunk, ElementRange, ReadContext } from '../contract.ts';

/** A constant of the graph. */
interface Constant {
  readonly info: TensorInfo;
  readonly layout: TensorLayout;
}

/** The constants of a graph: its tensors, in the file's order. */
export class Constants {
  readonly #findings: FindingList;
  readonly #constants = new Map<string, Constant>();
  readonly #place: Place;
  /** The file, relative to the artifact; null where its bytes are not those that are read. */
  readonly #file: string | null;
  #left = 0;

  constructor(place: Place, file: string | null) {
    this.#place = place;
    this.#file = file;
    this.#findings = new FindingList(place.path);
  }

  get findings(): readonly Finding[] {
    return this.#findings.all;
  }

  get infos(): readonly TensorInfo[] {
    return [...this.#constants.values()].map(({ info }) => info);
  }

  /** Takes a node in, if it is a constant. */
  async add(node: GraphNode, walk: SourceWalk, place: MessagePlace): Promise<void> {
    const tensor = await constantOf(walk, node);
    if (!tensor) return;
    const { name } = node;
    if (this.#constants.size >= limits.graphNodes) {
      this.#left++;
      return;
    }
    if (this.#constants.has(name)) {
      this.#finding(
        'warning',
        'malformed',
        name,
        `Two constants are called ${shownName(name)}; the first is shown.`,
      );
      return;
    }
    try {
      const layout = await tensorLayout(walk, tensor, place);
      const damage = layout.problem && this.#sentence(name, layout.problem.what);
      this.#constants.set(name, { info: this.#info(name, layout, damage), layout });
      if (layout.problem && damage !== null) {
        this.#finding('error', layout.problem.code, name, damage);
      }
    } catch (thrown) {
      if (!(thrown instanceof ReadError)) throw thrown;
      this.#finding('error', thrown.code, name, thrown.message);
    }
  }

  /** Called after the last node. */
  end(): void {
    if (this.#left === 0) return;
    this.#finding(
      'info',
      'limit-exceeded',
      '',
      `The graph has ${String(this.#left)} constants more than the ${String(limits.graphNodes)} that are shown.`,
    );
  }

  /** `Artifact.read`. */
  async *read(
    source: ByteSource,
    name: string,
    range: ElementRange | 'all',
    { signal, onChecksum }: ReadContext = {},
  ): AsyncGenerator<Chunk, void, undefined> {
    const constant = this.#constants.get(name);
    if (!constant) {
      throw this.#error('bad-request', `There is no constant ${shownName(name)} in this graph.`);
    }
    const { layout } = constant;
    if (!layout.values) {
      throw this.#error(
        layout.problem?.code ?? 'malformed',
        this.#sentence(name, layout.problem?.what ?? ''),
      );
    }
    const elements = elementRange(range, { name, elements: layout.elements }, this.#place);
    const stored = {
      source,
      layout: { ...layout, values: layout.values },
      name,
      place: this.#place,
    };
    try {
      yield* readTensorProto(stored, elements, signal);
    } catch (thrown) {
      throw asReadError(thrown, this.#place);
    }
    if (elements.count === layout.elements) onChecksum?.('none');
  }

  #info(name: string, layout: TensorLayout, damage: string | null): TensorInfo {
    const { dtype, shape, bytes, values } = layout;
    return {
      name,
      objectPath: null,
      dtype: dtype.name,
      shape,
      bytes,
      role: roleOf(layout),
      stored:
        this.#file !== null && isInPlace(values)
          ? { file: this.#file, offset: values.span.offset }
          : null,
      ...(damage === null ? {} : { damage }),
    };
  }

  #sentence(name: string, what: string): string {
    return `The values of ${shownName(name)} cannot be read: ${what}. Copy the file again from where it was saved.`;
  }

  #finding(severity: Finding['severity'], code: string, name: string, message: string): void {
    this.#findings.add({ severity, code, message, location: name, kind: 'tensor' });
  }

  #error(code: ReadError['code'], message: string): ReadError {
    return new ReadError({ ...this.#place, code, message });
  }
}

function isInPlace(
  values: StoredValues | null,
): values is Extract<StoredValues, { readonly kind: 'bytes' }> {
  return values?.kind === 'bytes';
}

/**
 * Freezing turns variables into constants, and leaves no trace of which they were. Weights are not scalars, and
 * either floating-point numbers or, in a quantised model, small ones in two dimensions or more; shapes, axes and
 * vocabularies are none.
 */
function roleOf({ dtype, shape }: TensorLayout): TensorRole {
  const floats = dtype.kind === 'float' || dtype.kind === 'complex' || dtype.name.startsWith('q');
  const small = dtype.bytes === 1 && (dtype.kind === 'int' || dtype.kind === 'uint');
  const weight = (floats && shape.length > 0) || (small && shape.length > 1);
  return weight ? 'weight' : 'bookkeeping';
}
