/** What can go wrong, as words a program can branch on. The sentence for a person is in `message`. */
export type ErrorCode =
  /** The path does not exist. */
  | 'not-found'
  /** The path exists and the system does not let us read it. */
  | 'unreadable'
  /** Nothing here that this project reads. */
  | 'unknown-format'
  /** The bytes contradict the format. */
  | 'malformed'
  /** The bytes end before what they announce. */
  | 'truncated'
  /** A stored checksum and the bytes disagree. */
  | 'checksum-mismatch'
  /** A file that another one refers to is not there. */
  | 'missing-part'
  /** Valid, and more than `limits` allow. */
  | 'limit-exceeded'
  /** Valid, and not supported. */
  | 'unsupported'
  /** The request itself makes no sense: an unknown tensor, a range outside it. */
  | 'bad-request'
  /** Stopped by the person who asked. */
  | 'cancelled'
  /** Took longer than it may. */
  | 'timed-out'
  /** A child process ended without an answer. */
  | 'process-died'
  /** No TensorFlow to run models with. */
  | 'no-runtime'
  /** The workspace is not trusted; nothing is executed. */
  | 'untrusted'
  /** A bug of ours. */
  | 'internal';

/** An error as it crosses a process boundary. `message` says what, where and what to do, in that order. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  /** Which format's rules were applied, when one was. */
  readonly format?: string;
  /** The file that is meant. */
  readonly path?: string;
  /** Where in the file, bytes from its start. */
  readonly offset?: number;
  /** For a bug report, not for the sentence: another program's own message, the tail of its standard error. */
  readonly details?: string;
}
