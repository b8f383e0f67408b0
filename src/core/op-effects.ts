import { halvesWithoutCpu, opsWithoutCpu } from './tensorflow-ops.ts';

/** What an op does when it runs, besides computing what it puts out; and that no CPU can compute that. */
export type Effect =
  | 'reads-files'
  | 'writes-files'
  | 'uses-network'
  | 'calls-python'
  | 'calls-native-code'
  | 'runs-hidden-graph'
  | 'ends-process'
  | 'needs-accelerator';

/** An effect of an op, and where the op says what it reaches. */
export interface OpEffect {
  readonly effect: Effect;
  /** The input (its number) or the attribute (its name) that names a file or a host. */
  readonly target?: number | string;
  /** The op has the effect only with a target like this one. */
  readonly only?: RegExp;
  /** It has the effect, too, where the target is not a constant: computed, or handed over by whoever calls. */
  readonly unknown?: true;
  /** What saves and restores variables has it as well, and there it is no news. */
  readonly ofCheckpoints?: true;
}

/** Addresses, absolute paths and those that lead out of where they begin, of any system. */
const elsewhere = /^(?:[/\\~]|[A-Za-z]:[/\\]|[A-Za-z][\w+.-]*:\/\/)|(?:^|[/\\])\.\.(?:[/\\]|$)/;

/** Whether a path or an address leads out of the folder in which it stands. */
export function leadsElsewhere(path: string): boolean {
  return elsewhere.test(path);
}

const any = /./s;
const reads = (target?: number | string): OpEffect => effect('reads-files', target);
const writes = (target?: number | string): OpEffect => effect('writes-files', target);
const network = (target?: number | string): OpEffect => effect('uses-network', target);

function effect(name: Effect, target: number | string | undefined): OpEffect {
  return target === undefined ? { effect: name } : { effect: name, target };
}

/** Debug ops hand tensors on to files or hosts, where they name one; TensorFlow's debugger puts them in. */
const debug = (attribute: string): OpEffect[] => [
  { effect: 'writes-files', target: attribute, only: /(?:^|;)file:/ },
  { effect: 'uses-network', target: attribute, only: /(?:^|;)grpc:/ },
];
const checkpoint = (name: 'reads-files' | 'writes-files'): OpEffect => ({
  effect: name,
  target: 0,
  ofCheckpoints: true,
});
const vocabulary: OpEffect = { effect: 'reads-files', target: 1, only: elsewhere };
const descriptors: OpEffect = {
  effect: 'reads-files',
  target: 'descriptor_source',
  only: /^(?!local:\/\/|bytes:\/\/|$)/,
};
const python: OpEffect = { effect: 'calls-python' };

/**
 * The ops of TensorFlow 2.12 to 2.21 that reach outside, by their definitions (tensorflow/core/ops/*.cc) and kernels.
 * TPU's own ops are not here: a machine without a TPU has none of them.
 */
const effects: ReadonlyMap<string, readonly OpEffect[]> = new Map<string, readonly OpEffect[]>([
  ...each(
    'ReadFile MatchingFiles LoadDataset SnapshotDatasetReader SnapshotChunkDataset',
    reads(0),
  ),
  ...each('TFRecordDataset TFRecordDatasetV2 TextLineDataset', reads(0)),
  ...each('FixedLengthRecordDataset FixedLengthRecordDatasetV2', reads(0)),
  ...each('CSVDataset CSVDatasetV2 ExperimentalCSVDataset', reads(0)),
  ...each('LMDBDataset ExperimentalLMDBDataset ListSnapshotChunksDataset', reads(0)),
  ...each('MatchingFilesDataset ExperimentalMatchingFilesDataset', reads(0)),
  ...each('SqlDataset ExperimentalSqlDataset', reads(1)),
  // These take the names of files out of a queue.
  ...each('WholeFileReader WholeFileReaderV2 TextLineReader TextLineReaderV2 LMDBReader', reads()),
  ...each('FixedLengthRecordReader FixedLengthRecordReaderV2', reads()),
  ...each('TFRecordReader TFRecordReaderV2 SnapshotNestedDatasetReader', reads()),
  ...each('LoadAndRemapMatrix GenerateVocabRemapping', reads(0)),
  ...each('RecordInput', reads('file_pattern')),
  ...each('ImmutableConst', reads('memory_region_name')),
  ...each('Skipgram', reads('filename')),
  ...each('FixedUnigramCandidateSampler', { ...reads('vocab_file'), only: any }),
  ...each('DecodeProtoV2 EncodeProto', descriptors),
  // A vocabulary that was saved with the model is its asset.
  ...each('InitializeTableFromTextFile InitializeTableFromTextFileV2', vocabulary),
  ...each('Restore RestoreSlice RestoreV2 DTensorRestoreV2', checkpoint('reads-files')),
  ...each('Save SaveSlices SaveV2 MergeV2Checkpoints', checkpoint('writes-files')),
  ...each('WriteFile', writes(0)),
  ...each('SaveDataset SaveDatasetV2 SnapshotDataset SnapshotDatasetV2', writes(1)),
  ...each('DatasetToTFRecord ExperimentalDatasetToTFRecord', writes(1)),
  // Without a name the cache is in memory.
  ...each('CacheDataset CacheDatasetV2', { ...writes(1), only: any, unknown: true }),
  // What writes summaries needs one of these writers.
  ...each('CreateSummaryFileWriter CreateSummaryDbWriter', writes(1)),
  ...each('DumpTensor', writes('log_dir_path')),
  ...each('CalibrationStatisticsSaver', writes('output_file_path')),
  ...each('PrintV2', { ...writes('output_stream'), only: /^file:/ }),
  ...each('DebugIdentity DebugIdentityV2 DebugIdentityV3', ...debug('debug_urls')),
  ...each('DebugNanCount DebugNumericSummary', ...debug('debug_urls')),
  ...each('Copy CopyHost', ...debug('debug_ops_spec')),
  ...each('DistributedSave', writes(1), network(2)),
  ...each('DataServiceDataset DataServiceDatasetV2', network(2)),
  ...each('DataServiceDatasetV3 DataServiceDatasetV4', network(2)),
  ...each('RegisterDataset RegisterDatasetV2', network(1)),
  ...each('RpcClient RpcServer RemoteCall', network(0)),
  ...each('RpcServerStart RpcServerRegister RpcCall Send Recv', network()),
  ...each('FileSystemSetConfiguration', network(0)),
  ...each('PyFunc PyFuncStateless EagerPyFunc', python),
  ...each('XlaCustomCall', { effect: 'calls-native-code', target: 'target_name' }),
  ...each('XlaCustomCallV2', { effect: 'calls-native-code', target: 'call_target_name' }),
  ...each('DatasetFromGraph', { effect: 'runs-hidden-graph' }),
  ...each('Abort ShutdownTPUSystem ShutdownDistributedTPU', { effect: 'ends-process' }),
]);

function each(ops: string, ...of: readonly OpEffect[]): [string, readonly OpEffect[]][] {
  return ops.split(' ').map((op) => [op, of]);
}

const needsAccelerator: OpEffect = { effect: 'needs-accelerator' };
const none: readonly OpEffect[] = [];

/** What an op does outside; empty for one that only computes. */
export function effectsOf(op: string): readonly OpEffect[] {
  const known = effects.get(op) ?? none;
  return opsWithoutCpu.has(op) ? [...known, needsAccelerator] : known;
}

/** The same of an op with numbers of a dtype: of what it computes on any CPU it may lack those of two bytes. */
export function effectOfDtype(op: string, attribute: string, dtype: string): OpEffect | null {
  return halvesWithoutCpu.has(`${op} ${attribute} ${dtype}`) ? needsAccelerator : null;
}
