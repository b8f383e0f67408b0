import path from 'node:path';

export interface AddonArguments {
  /** What it is compiled for, as Node names it: `linux-x64`. */
  readonly platform: string;
  /** Folder with tfjs-node's `binding/` and the headers of Node-API in `node-api-headers/`. */
  readonly sources: string;
  /** Folder of TensorFlow's headers. */
  readonly include: string;
  /** Folder with `libtensorflow` and `libtensorflow_framework`. */
  readonly libraries: string;
  /** The file to write. */
  readonly output: string;
}

/** What a C++ compiler (GCC's, Clang's, Zig's) is told to make tfjs-node's addon. */
export function addonArguments(how: AddonArguments): readonly string[] {
  const { platform, sources, include, libraries, output } = how;
  const binding = path.join(sources, 'binding');
  return [
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-w'],
    // Node-API 8 is in every Node since 12.22.
    ...['-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
    ...[path.join(sources, 'node-api-headers'), binding, include].flatMap((each) => ['-I', each]),
    path.join(binding, 'tfjs_backend.cc'),
    path.join(binding, 'tfjs_binding.cc'),
    ...['-L', libraries, '-ltensorflow', '-ltensorflow_framework'],
    // Node's own functions are there when it loads the addon.
    ...(platform.startsWith('darwin') ? ['-undefined', 'dynamic_lookup'] : []),
    ...['-o', output],
  ];
}
