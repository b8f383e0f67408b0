import path from 'node:path';

/** File names of TensorFlow's two libraries inside its package, by platform. */
export interface LibraryNames {
  /** The C API. */
  readonly main: string;
  /** What the C API and all kernels share. */
  readonly framework: string;
}

export const libraryNames: LibraryNames =
  process.platform === 'darwin'
    ? { main: 'libtensorflow_cc.2.dylib', framework: 'libtensorflow_framework.2.dylib' }
    : { main: 'libtensorflow_cc.so.2', framework: 'libtensorflow_framework.so.2' };

/**
 * The environment in which the addon finds the TensorFlow that was chosen. The addon names its libraries without a
 * path, so that one addon runs whatever TensorFlow is there; the loader looks into this folder first.
 * @param library absolute path of `libraryNames.main`
 */
export function runtimeEnvironment(
  library: string,
  environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  const others = environment[variable];
  const folder = path.dirname(library);
  return {
    ...environment,
    [variable]: others ? `${folder}${path.delimiter}${others}` : folder,
    // Errors come as statuses; what is logged besides is noise on a terminal.
    TF_CPP_MIN_LOG_LEVEL: '3',
    // The same numbers on every machine, and no wait for a device: models run on the CPU.
    CUDA_VISIBLE_DEVICES: '-1',
  };
}
