/** Ops that hand a value on as it is, or nearly: what enters them enters what comes behind. */
const carriers = new Set([
  ...['Identity', 'IdentityN', 'ReadVariableOp', 'DisableCopyOnRead', 'StopGradient'],
  ...['PreventGradient', 'CheckNumerics', 'Snapshot', 'EnsureShape', 'Cast'],
  ...['Enter', 'RefEnter', 'RefIdentity', 'Exit', 'RefExit', 'PlaceholderWithDefault'],
]);

/** Ops that hold a value, or keep books. */
const holders = new Set([
  ...['Const', 'HostConst', 'Placeholder', 'VarHandleOp', 'VariableV2', 'Variable', 'NoOp'],
  ...['HashTableV2', 'HashTable', 'MutableHashTableV2', 'AnonymousHashTable'],
  ...['SaveV2', 'SaveSlices', 'Save', 'RestoreV2', 'RestoreSlice', 'Restore', 'ShardedFilename'],
  ...[
    'MergeV2Checkpoints',
    'Assign',
    'AssignVariableOp',
    'VarIsInitializedOp',
    'IsVariableInitialized',
  ],
  ...['Assert', 'LegacyAssert', 'Print', 'PrintV2', 'ControlTrigger'],
]);

/** Variables and tables as graphs hold them. */
const stores = new Set([
  ...['VarHandleOp', 'VariableV2', 'Variable'],
  ...['HashTableV2', 'HashTable', 'MutableHashTableV2', 'AnonymousHashTable'],
]);

/** Calls whose function's ops stand in their place. */
const calls = new Set(['PartitionedCall', 'StatefulPartitionedCall', 'RemoteCall']);

/** Calls of the functions of control flow, and how many inputs they take for themselves. */
const controlFlow: ReadonlyMap<string, number> = new Map([
  ['While', 0],
  ['StatelessWhile', 0],
  ['If', 1],
  ['StatelessIf', 1],
  ['Case', 1],
  ['StatelessCase', 1],
]);

/** Whether an op only moves values on: a weight that enters it enters what takes its output. */
export function isCarrier(op: string): boolean {
  return carriers.has(op);
}

/** Whether nobody who looks at layers wants to see an op. */
export function isPlumbing(op: string): boolean {
  return carriers.has(op) || holders.has(op);
}

export function isStore(op: string): boolean {
  return stores.has(op);
}

export function isCall(op: string): boolean {
  return calls.has(op);
}

/** How many inputs an op of control flow takes for itself before those that its functions are handed; null for others. */
export function ownInputs(op: string): number | null {
  return controlFlow.get(op) ?? null;
}
