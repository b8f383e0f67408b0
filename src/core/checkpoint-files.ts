/**
 * Names of a checkpoint's files. The second format has an index and data files (`ckpt-5.index`,
 * `ckpt-5.data-00000-of-00002`; tensorflow/core/util/tensor_bundle/naming.cc), the first one file of the prefix's own
 * name or several shards (`model.ckpt-10-00000-of-00002`; ShardedFilename of tensorflow/core/kernels/save_op.cc).
 * Beside either, TensorFlow 1 writes the graph (`model.ckpt-10.meta`).
 */
export interface CheckpointFile {
  readonly prefix: string;
  readonly part: 'index' | 'data' | 'shard' | 'meta';
  /** Of a data file or a shard: which it is of how many; else 0 of 1. */
  readonly number: number;
  readonly count: number;
}

/** What a name says; null for one that no checkpoint's file has. One file of the prefix's own name has any name. */
export function checkpointFile(name: string): CheckpointFile | null {
  const match = /^(.+?)(?:\.(index|meta)|(\.data)?-(\d{5,})-of-(\d{5,}))$/s.exec(name);
  if (!match) return null;
  const [, prefix = '', alone, data, number = '0', count = '1'] = match;
  const part =
    alone === 'index' || alone === 'meta' ? alone : data === undefined ? 'shard' : 'data';
  return { prefix, part, number: Number(number), count: Number(count) };
}

/** `model.ckpt-10-00001-of-00002` */
export function numberedFile(stem: string, number: number, count: number): string {
  const five = (value: number): string => String(value).padStart(5, '0');
  return `${stem}-${five(number)}-of-${five(count)}`;
}

/** The prefix of a checkpoint that is named as TensorFlow names shards, all at once: `model.ckpt-10-?????-of-00002`. */
export function withoutShardPattern(path: string): string {
  return path.replace(/-\?{5}-of-(?:\?{5}|\d{5,})$/, '');
}

/** Whether people call a whole checkpoint so: `model.ckpt`, `model.ckpt-10`. */
export function isCheckpointName(name: string): boolean {
  return /\.ckpt(?:-\d+)?$/.test(name);
}

/** Whether a file may be a whole checkpoint of the first format: by its name, or because its graph lies beside it. */
export function mayBeCheckpoint(name: string, beside: ReadonlySet<string>): boolean {
  return isCheckpointName(name) || beside.has(`${name}.meta`);
}
