/** Where bytes lie in a file. */
export interface FilePlace {
  /** Absolute. */
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/** Bytes that can be read from anywhere in any order: a file, a segment of one, an entry of an archive. */
export interface ByteSource {
  /** Bytes in all, when the source was opened. */
  readonly size: number;
  /**
   * Reads exactly `length` bytes from `offset`.
   * @throws AppError `truncated` where the source ends before, `unreadable` where the system refuses.
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Where a file holds the same bytes as they are; null where none does. */
  locate(): FilePlace | null;
  /**
   * Of what lies in no file as it is, but can be put into a temporary one, where another process may read it as long
   * as the archive is open.
   */
  readonly unpack?: (signal?: AbortSignal) => Promise<FilePlace | null>;
  close(): Promise<void>;
}

/** A file of an artifact's directory, by its path relative to it. */
export interface TreeEntry {
  /** `/` as separator on every system. */
  readonly path: string;
  readonly bytes: number;
  /** Last modification, milliseconds since 1970. */
  readonly modified: number;
  /** Inode and device as one word; with size and time it tells a replaced file from the same one. */
  readonly identity: string;
  /** Where its bytes lie, absolute, when a link leads out of the tree to them; null for a file of the tree. */
  readonly leadsTo: string | null;
}

/** A file in a ZIP archive. */
export interface ArchiveEntry {
  /** `/` as separator; never absolute, never with `..`. */
  readonly path: string;
  /** Bytes of the content, as the archive states it. */
  readonly bytes: number;
  /** Whether the content lies in the archive as it is, and not deflated. */
  readonly stored: boolean;
  /**
   * Its content: in place where it is stored, else inflated into a temporary file as soon as more than its beginning
   * is read. It ends with the archive; after a close, it opens again when it is read.
   * @throws AppError `unsupported` for an encrypted entry or another compression
   */
  open(signal?: AbortSignal): Promise<ByteSource>;
  /** Whether the content has the checksum (CRC-32) that the archive states; reads all of it, once. */
  intact(signal?: AbortSignal): Promise<boolean>;
}

/** A ZIP archive whose directory was read and held against the limits. */
export interface Archive {
  /** In the directory's order; of several entries with one path only the last, as everyone reads it. */
  readonly entries: readonly ArchiveEntry[];
  /** The same as if it were a directory; it may be read as long as the archive is open. */
  readonly tree: ArtifactTree;
  close(): Promise<void>;
}

/**
 * The files an artifact is made of. A path cannot leave the tree, for it may come out of a file; a link that lies in
 * it may, for it was laid there by whoever keeps the files.
 */
export interface ArtifactTree {
  /** Absolute path that was asked for: a directory, a file, or a checkpoint prefix. */
  readonly path: string;
  /** Absolute path of the directory that `entries` are relative to. */
  readonly root: string;
  readonly kind: 'directory' | 'file' | 'prefix';
  /** The one file that was named, relative to `root`; null for a directory or a prefix. */
  readonly file: string | null;
  /** All files below `root` for a directory, the file and its neighbours otherwise; sorted by path. */
  entries(): Promise<readonly TreeEntry[]>;
  /** The entry with this path; null where there is no regular file. */
  entry(path: string): Promise<TreeEntry | null>;
  open(path: string): Promise<ByteSource>;
  /** The entries of the ZIP archive at this path. */
  archive(path: string, signal?: AbortSignal): Promise<Archive>;
  /** Names in one directory of the tree, '' for the root; directories end in `/`. Sorted. */
  list(directory: string): Promise<readonly string[]>;
}
