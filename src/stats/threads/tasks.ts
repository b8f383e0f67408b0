import type { FilePlace } from '../../io/byte-source.ts';
import type { ErrorData } from '../../protocol/errors.ts';
import type { DtypeName } from '../../protocol/model.ts';
import type { BinsOf } from '../tasks/bins.ts';
import type { ValueCounts } from '../tasks/counts.ts';
import type { FiguresPart } from '../tasks/figures.ts';
import type { GatherParams } from '../tasks/row-gather.ts';
import type { NearestParams, NearestPart } from '../tasks/row-nearest.ts';
import type { PairsParams } from '../tasks/row-pairs.ts';
import type { SurveyParams, SurveyPart } from '../tasks/row-survey.ts';

/** What threads make of the bytes of a tensor, piece by piece. Plain data: it crosses to a thread and back. */
export interface Tasks {
  /** Of 8 or 16 bits each. */
  counts: { params: { readonly bytes: 1 | 2 }; result: ValueCounts };
  /** Of wider ones. */
  figures: { params: { readonly dtype: DtypeName }; result: FiguresPart };
  bins: { params: BinsOf; result: Uint32Array };
  /** Everything that is told of all rows of a table. */
  rowSurvey: { params: SurveyParams; result: SurveyPart };
  /** Rows near a vector. */
  rowNearest: { params: NearestParams; result: NearestPart };
  /** Single rows, as they are stored. */
  rowGather: { params: GatherParams; result: { readonly bytes: Uint8Array } };
  /** Which rows of a list have another near them: 1 for each that has. */
  rowPairs: { params: PairsParams; result: { readonly marked: Uint8Array } };
}

export type TaskName = keyof Tasks;

/** A part of a tensor: its bytes themselves, or where they lie one after the other. */
export interface Piece {
  /** Index of its first element. */
  readonly element: number;
  /** Bytes that are handed to a kernel together, where they fit: an element, or a row of them. */
  readonly unitBytes: number;
  readonly source: Uint8Array | readonly FilePlace[];
  /** Whether the CRC-32C of every part of a file is wanted. */
  readonly checksums: boolean;
}

export interface Asked<T extends TaskName = TaskName> {
  readonly task: T;
  readonly params: Tasks[T]['params'];
  readonly piece: Piece;
}

export interface Answer<T extends TaskName = TaskName> {
  readonly result: Tasks[T]['result'];
  /** CRC-32C of each part of a file, in their order; empty where they are not wanted. */
  readonly checksums: readonly number[];
  /** The piece's own bytes, given back so that the next one may lie there. */
  readonly bytes: Uint8Array | null;
}

export type Reply = Answer | { readonly error: ErrorData };
