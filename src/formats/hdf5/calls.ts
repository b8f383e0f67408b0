import type { FilePlace } from '../../io/byte-source.ts';

/** What the process that holds libhdf5 is asked, and what it answers. Plain data: it crosses a process boundary. */
export interface Hdf5Calls {
  /** Opens a file, or a piece of one, and lists what is in it. A process opens one file, once. */
  open: { params: FilePlace; result: Listing; report: never };
  /** Values of a box of a dataset, or of one member of its records. */
  read: { params: BoxOfValues; result: Values; report: never };
  /** Where the elements of a dataset lie in the file one after the other; null where they do not. */
  locate: { params: WholeDataset; result: FilePlace | null; report: never };
}

export interface WholeDataset {
  readonly dataset: string;
  readonly shape: readonly number[];
  /** Of one element. */
  readonly itemBytes: number;
}

export interface BoxOfValues {
  readonly dataset: string;
  /** First index and extent along each dimension; both empty for a scalar. */
  readonly start: readonly number[];
  readonly count: readonly number[];
  /** Position of the member of a compound type, from the outermost inwards; empty for the whole element. */
  readonly member: readonly number[];
}

export type Values =
  /** Elements of a fixed size as they are stored, byte order included. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Strings, and whatever has no fixed size as text. */
  | { readonly kind: 'texts'; readonly texts: readonly Uint8Array[] };

export interface Listing {
  /** Parents before what they hold, by name; `vars/2` before `vars/10`. */
  readonly objects: readonly ListedObject[];
  /** Why not everything is listed, as a clause; null where everything is. */
  readonly cut: string | null;
}

export type ListedObject = {
  /** Without the leading slash; '' for the root group. */
  readonly path: string;
  readonly attributes: readonly Attribute[];
} & (
  | { readonly kind: 'group' }
  | { readonly kind: 'dataset'; readonly dataset: Dataset }
  | { readonly kind: 'datatype' }
  /** Shown, and never followed. */
  | { readonly kind: 'link'; readonly target: string; readonly external: boolean }
  /** The same object was listed before, under another name. */
  | { readonly kind: 'alias'; readonly of: string }
  | { readonly kind: 'damaged'; readonly problem: string }
);

export interface Dataset {
  readonly type: Datatype;
  /** Null for a dataset without any elements (`h5py.Empty`). */
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  /** In the order in which they were applied. */
  readonly filters: readonly string[];
  /** Datasets of other files (or of this one) that a virtual dataset is made of; empty for any other. */
  readonly virtualSources: readonly string[];
  /** Its values lie in another file (external storage). */
  readonly external: boolean;
}

/** A datatype of HDF5's, as far as it says how bytes are read. */
export type Datatype =
  | {
      readonly kind: 'integer' | 'float';
      readonly bytes: number;
      readonly signed: boolean;
      readonly bigEndian: boolean;
    }
  /** `bytes` of one element in the dataset; of a variable one, of the pointer to it. */
  | {
      readonly kind: 'string';
      readonly bytes: number;
      readonly variable: boolean;
      /** What fills up a fixed one. */
      readonly padding: 'nul' | 'space';
    }
  | { readonly kind: 'opaque'; readonly bytes: number }
  | {
      readonly kind: 'compound';
      readonly bytes: number;
      readonly members: readonly {
        readonly name: string;
        readonly offset: number;
        readonly type: Datatype;
      }[];
    }
  | { readonly kind: 'reference'; readonly bytes: number; readonly to: 'object' | 'region' }
  | {
      readonly kind: 'enumeration';
      readonly bytes: number;
      readonly signed: boolean;
      readonly bigEndian: boolean;
      readonly members: readonly { readonly name: string; readonly value: number }[];
    }
  | { readonly kind: 'sequence'; readonly bytes: number; readonly of: Datatype }
  | {
      readonly kind: 'array';
      readonly bytes: number;
      readonly of: Datatype;
      readonly shape: readonly number[];
    }
  | { readonly kind: 'other'; readonly bytes: number };

export interface Attribute {
  readonly name: string;
  /** Plain data: numbers, strings, lists of them; null where it has no value. */
  readonly value: unknown;
  /** Why there is no value, as a sentence. */
  readonly problem?: string;
}
