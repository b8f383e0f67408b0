// Who may import whom. Bytes flow one way: io → codec → formats → graph, stats → scan → verify → server,
// cli → protocol → extension → webview. Each zone states all that it may import; the rest is an error.

/** Built-ins that do no I/O are free for everything that runs on Node. */
const pureBuiltins = [
  'assert',
  'buffer',
  'crypto',
  'events',
  'module',
  'os',
  'path',
  'stream',
  'stream/promises',
  'string_decoder',
  'timers',
  'timers/promises',
  'url',
  'util',
  'zlib',
];

/**
 * `zones`: folders of src whose code may be imported. `types`: folders of which only types may be. `files`:
 * single files. `packages`, `builtins`: libraries and Node's built-ins that do I/O.
 */
const zones = {
  protocol: {},
  core: { zones: ['protocol'] },
  io: { zones: ['core', 'protocol'], packages: ['yauzl'], builtins: ['fs', 'fs/promises'] },
  // fs: what a process takes of memory, and what the processor is, are read in /proc.
  process: {
    zones: ['core', 'protocol'],
    builtins: ['child_process', 'fs', 'fs/promises', 'worker_threads'],
  },
  runtime: { zones: ['core', 'protocol', 'process'], builtins: ['fs', 'fs/promises'] },
  codec: {
    zones: ['core', 'protocol'],
    types: ['io'],
    packages: ['@bufbuild/protobuf', 'hysnappy'],
  },
  graph: {
    zones: ['core', 'protocol', 'stats', 'process'],
    types: ['io'],
    files: ['formats/contract'],
    packages: ['elkjs'],
    builtins: ['worker_threads'],
  },
  // Its threads read files by themselves, straight into the memory of WebAssembly.
  stats: {
    zones: ['core', 'protocol', 'process'],
    types: ['io'],
    files: ['formats/contract', 'codec/crc32c/combine', 'io/read-now'],
    packages: ['csv-parse', 'umap-js'],
    builtins: ['worker_threads'],
  },
  scan: {
    zones: ['core', 'protocol', 'graph', 'stats'],
    types: ['io'],
    files: ['formats/contract'],
  },
  verify: {
    zones: ['core', 'protocol', 'io', 'codec', 'graph', 'stats', 'scan', 'process', 'runtime'],
    files: ['formats/contract'],
    builtins: ['fs/promises'], // prediction files, and temporary ones for the runner
  },
  runner: {
    zones: ['core', 'protocol', 'process'],
    packages: ['@tensorflow/tfjs-node'],
    builtins: ['fs', 'fs/promises'],
  },
  server: {
    zones: ['core', 'protocol', 'io', 'graph', 'stats', 'scan', 'verify', 'process', 'runtime'],
    files: ['formats/contract', 'formats/open', 'formats/registry'],
    packages: ['vscode-languageserver'],
    builtins: ['fs', 'fs/promises', 'child_process'],
  },
  cli: {
    zones: [
      'core',
      'protocol',
      'io',
      'graph',
      'stats',
      'scan',
      'verify',
      'process',
      'runtime',
      'server',
    ],
    files: ['formats/contract', 'formats/open', 'formats/registry'],
    packages: ['commander'],
    builtins: ['fs', 'fs/promises', 'child_process'],
  },
  extension: { zones: ['protocol'], packages: ['@types/vscode', 'vscode-languageclient'] },
};

const alternatives = (names) => (names.length === 0 ? '(?!)' : `(?:${names.join('|')})`);
const packagePaths = (packages) => packages.map((name) => `node_modules/${name}/`);

/** Everything a zone may import as code, as one pattern over resolved paths. */
function allowed(zone, { zones: others = [], files = [], packages = [], builtins = [] }) {
  return [
    `^src/${alternatives([zone, ...others])}/`,
    `^src/${alternatives(files)}\\.ts$`,
    ...(zone === 'cli' ? ['^package\\.json$'] : []),
    alternatives(packagePaths(packages)),
    `^(?:node:)?${alternatives([...pureBuiltins, ...builtins])}$`,
  ];
}

const zoneRules = Object.entries(zones).flatMap(([zone, rule]) => {
  const types = (rule.types ?? []).map((name) => `^src/${name}/`);
  const base = { severity: 'error', from: { path: `^src/${zone}/` } };
  return [
    {
      ...base,
      name: `${zone}-imports`,
      comment: `src/${zone} may import only what its line in dependency-cruiser.config.mjs names.`,
      to: { pathNot: [...allowed(zone, rule), ...types] },
    },
    ...(types.length === 0
      ? []
      : [
          {
            ...base,
            name: `${zone}-types-only`,
            comment: `src/${zone} takes only types from there.`,
            to: {
              path: types,
              pathNot: allowed(zone, rule),
              dependencyTypesNot: ['type-only'],
            },
          },
        ]),
  ];
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...zoneRules,
    {
      name: 'core-does-no-input-or-output',
      severity: 'error',
      comment: 'core and protocol run anywhere, a browser included: no built-in of Node at all.',
      from: { path: '^src/(?:core|protocol)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'rooms-are-apart',
      severity: 'error',
      comment:
        'A format imports the contract, what several formats share (codec) and itself; a part in another format is opened with openPart.',
      from: { path: '^src/formats/([^/]+)/', pathNot: '^src/formats/hdf5/' },
      to: {
        pathNot: [
          '^src/(?:core|protocol|codec|io)/',
          '^src/formats/contract\\.ts$',
          '^src/formats/$1/',
          `^(?:node:)?${alternatives(pureBuiltins)}$`,
        ],
      },
    },
    {
      name: 'hdf5-room',
      severity: 'error',
      comment:
        'As any room, and a process of its own for libhdf5, which alone opens a file by itself.',
      from: { path: '^src/formats/hdf5/', pathNot: '^src/formats/hdf5/child/library\\.ts$' },
      to: {
        pathNot: [
          '^src/(?:core|protocol|codec|io|process)/',
          '^src/formats/contract\\.ts$',
          '^src/formats/hdf5/',
          'node_modules/h5wasm/', // for its types; the next rule holds its code
          `^(?:node:)?${alternatives(pureBuiltins)}$`,
        ],
      },
    },
    {
      name: 'libhdf5-in-its-process',
      severity: 'error',
      comment: 'libhdf5 and the file system are for the child that can be killed.',
      from: { path: '^src/', pathNot: '^src/formats/hdf5/child/library\\.ts$' },
      to: { path: 'node_modules/h5wasm/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rooms-read-through-the-tree',
      severity: 'error',
      comment: 'A format takes only types from io: its bytes come through the tree it is given.',
      from: { path: '^src/formats/[^/]+/' },
      to: { path: '^src/io/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'formats-front',
      severity: 'error',
      comment: 'contract, registry and open know every room and nothing above them.',
      from: { path: '^src/formats/[^/]+\\.ts$' },
      to: {
        pathNot: [
          '^src/(?:core|protocol|codec|io|formats|scan)/',
          `^(?:node:)?${alternatives(pureBuiltins)}$`,
        ],
      },
    },
    {
      name: 'webview-imports',
      severity: 'error',
      comment: 'The page runs in a browser: it shares the protocol and nothing else.',
      from: { path: '^webview/' },
      to: {
        pathNot: [
          '^webview/',
          '^src/protocol/',
          alternatives(
            packagePaths([
              'lit',
              'lit-html',
              'lit-element',
              '@lit',
              '@tanstack/virtual-core',
              '@vscode/webview-ui-toolkit',
              '@vscode/codicons',
            ]),
          ),
        ],
      },
    },
    {
      name: 'one-importer-of-the-toolkits',
      severity: 'error',
      comment:
        'Both toolkits stay behind webview/elements, so that one folder changes the day one goes.',
      from: { path: '^webview/', pathNot: '^webview/elements/' },
      to: { path: 'node_modules/(?:@vscode/webview-ui-toolkit|@vscode-elements)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/generated/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
