/**
 * What a reader accepts before it stops with a typed error. A file states lengths, counts and depths; none
 * of them is believed before it was held against the bytes that are left and against these figures.
 */
export const limits = {
  /** Findings that are told of one file; a damaged one may give cause for millions. */
  findings: 1000,
  /** A protobuf file that is held in memory (`saved_model.pb`), bytes. */
  protobufFileBytes: 2 * 1024 ** 3,
  /** Nesting of protobuf messages; protobuf's own readers stop at 100 too. */
  protobufDepth: 100,
  /** Fields seen on the wire in one walk. */
  protobufElements: 20_000_000,
  /** One message that is decoded whole into objects, bytes: decoding takes up to 190 times its size. */
  protobufMessageBytes: 4 * 1024 ** 2,
  /** Messages and texts in one message that is decoded whole: each takes up to 200 bytes of memory, and two in the file. */
  protobufMessageParts: 1_000_000,
  /** The same of all messages of one file that stay in memory: a checkpoint's entries, four parts each, or signatures. */
  protobufFileParts: 4_000_000,
  /** A message that is held in memory to be walked, but not decoded whole (an object graph), bytes. */
  protobufPartBytes: 256 * 1024 ** 2,
  /** A protobuf file in text form, bytes: it is turned into the binary form in memory. */
  protobufTextBytes: 256 * 1024 ** 2,
  /** A message that is put together out of chunks (`saved_model.cpb`), without its large constants, bytes. */
  chunkedMessageBytes: 256 * 1024 ** 2,
  /** Chunks of a Riegeli file, and the bytes of one when decoded. */
  riegeliChunks: 1_000_000,
  riegeliChunkBytes: 256 * 1024 ** 2,
  /** Meta graphs of a SavedModel; one for each set of tags. */
  metaGraphs: 100,
  /** Objects in one object graph, and references between them; the largest real models have some ten thousand. */
  objectGraphNodes: 250_000,
  objectGraphReferences: 2_000_000,
  /** Values that a checkpoint stores for one object; a variable has one, a table two. */
  objectAttributes: 256,
  /** Objects between the root and what is named; those that lie deeper have no path. */
  objectGraphDepth: 256,
  /** What says how a model's functions are called, bytes in all; each becomes an object that the page is sent. */
  functionSignatureBytes: 1024 ** 2,
  /** Characters of one attribute path. */
  objectPathLength: 4096,
  /** Nodes of one graph whose names, inputs and values are told; of more, only the ops. */
  graphNodes: 500_000,
  /** What is kept of a graph's ops while somebody looks at them, bytes of memory; of that the values of attributes. */
  graphOpBytes: 512 * 1024 ** 2,
  graphAttributeBytes: 64 * 1024 ** 2,
  /** A constant of a graph that is stored as a list of numbers and not as bytes, bytes. */
  numberListBytes: 32 * 1024 ** 2,
  /** Such a list stands for the first elements, and its last number for all others: bytes, and strings, in all. */
  filledBytes: 1024 ** 3,
  filledStrings: 16_000_000,
  /** A block of a table (SSTable), bytes as stored. */
  tableBlockBytes: 64 * 1024 ** 2,
  /** A block of a table after Snappy, bytes. */
  snappyBytes: 64 * 1024 ** 2,
  /**
   * Characters of a name that others are told apart by. JavaScript's maps sort texts of more than 16,383 by their
   * length alone: thousands of them would each be compared with all others.
   */
  nameCharacters: 16_000,
  /** A key of a table, bytes. */
  tableKeyBytes: 64 * 1024,
  /** All keys of a table together, bytes: in the file, each is only what it has beyond the one before it. */
  tableKeysBytes: 128 * 1024 ** 2,
  /** Slices of a partitioned tensor; one for each server that trained it. */
  slices: 4096,
  /** Slices that a checkpoint of TensorFlow's first format lists, whole tensors among them. */
  checkpointSlices: 1_000_000,
  /** Dimensions of a tensor; TensorFlow's own limit. */
  rank: 254,
  /** Entries of a ZIP archive. */
  zipEntries: 65_536,
  /** Bytes of a ZIP archive's directory. */
  zipDirectoryBytes: 64 * 1024 ** 2,
  /** Deflated entries of one archive that lie inflated in temporary files at a time, bytes. */
  zipInflatedBytes: 16 * 1024 ** 3,
  /** The header of a NumPy array, bytes. */
  numpyHeaderBytes: 1024 ** 2,
  /** A JSON file that is parsed, bytes. */
  jsonBytes: 256 * 1024 ** 2,
  /** Numbers and strings in one JSON text; a list or an object counts as sixteen. */
  jsonValues: 32_000_000,
  /** JSON files that are shown as metadata of one artifact, bytes in all. */
  metadataBytes: 8 * 1024 ** 2,
  /** Nesting of JSON. */
  jsonDepth: 256,
  /** Groups in groups of an HDF5 file. */
  hdf5Depth: 64,
  /** A single string of a tensor that is read whole, bytes. */
  stringBytes: 1024 ** 3,
  /** Bytes of one string that are shown before "… n more". */
  shownStringBytes: 4 * 1024,
  /** Bytes of a text file shown as a preview. */
  previewBytes: 64 * 1024,
  /** Cells in one page of values. */
  valueCells: 20_000,
  /** Rows of an embedding table that is looked at, for some bytes are kept of each; and bytes of one row. */
  embeddingRows: 2 ** 26,
  embeddingRowBytes: 4 * 1024 ** 2,
  /** Dimensions of a table whose principal components are computed: its covariance is held in memory. */
  componentDimensions: 1024,
  /** Words for the rows of a table: how many, and bytes of all together. */
  labels: 20_000_000,
  labelBytes: 256 * 1024 ** 2,
  /** Rows of an embedding table that are named for what they have in common. */
  listedRows: 1000,
  /** Points of an embedding table's map; of more rows a sample is shown. */
  mapPoints: 100_000,
  /** Points of one by UMAP, which takes seconds for thousands. */
  umapPoints: 5000,
  /** Rows of an embedding table in one page. */
  rowPage: 1000,
  /** Dimensions of two rows that are told beside each other. */
  comparedDimensions: 10_000,
  /** Nearest rows that are given at once. */
  neighbours: 1000,
  /** One record of a TFRecord file, bytes. */
  recordBytes: 64 * 1024 ** 2,
  /** Records of a warmup file; TensorFlow Serving refuses a model with more. */
  warmupRecords: 1000,
  /** Fields of a warmup file's messages, each string of a tensor counted as one. */
  recordedFields: 4_000_000,
  /** Values of all tensors of a warmup file together, bytes. */
  recordedTensorBytes: 256 * 1024 ** 2,
  /** Artifacts that are told of one directory. */
  parts: 1000,
  /** Files looked at in one directory. */
  directoryEntries: 10_000,
} as const;
