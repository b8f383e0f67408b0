import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { libraryNames } from './libraries.ts';

/** A TensorFlow on disk. */
export interface Installation {
  /** "2.19.1"; null where nothing on disk says it. */
  readonly version: string | null;
  /** Absolute path of the C API's library; null where the package has none (Windows, and before 2.12). */
  readonly library: string | null;
  /** Folder with `tensorflow/c/c_api.h`, to compile against; null where it is not there. */
  readonly include: string | null;
}

/**
 * Looks for TensorFlow in a folder of Python packages, on disk alone: importing it would take seconds and run its
 * code.
 * @returns null where there is none
 */
export async function inspectSitePackages(folder: string): Promise<Installation | null> {
  const names = await readdir(folder).catch((): string[] => []);
  const recorded = names.map((name) => distribution.exec(name)?.[1]).find((found) => found);
  const installation = await inspectFolder(path.join(folder, 'tensorflow'));
  // A distribution without its folder is what an interrupted uninstall leaves.
  if (!names.includes('tensorflow')) return null;
  if (!recorded && !installation.library && !installation.version) return null;
  return { ...installation, version: recorded ?? installation.version };
}

/**
 * Looks at a folder that holds the libraries themselves: `tensorflow` among Python packages, our own copy, or a
 * conda environment's `lib`.
 */
export async function inspectFolder(
  folder: string,
  include: string = path.join(folder, 'include'),
): Promise<Installation> {
  const library = path.join(folder, libraryNames.main);
  const header = path.join(include, 'tensorflow', 'c', 'c_api.h');
  return {
    version: await versionInHeaders(include),
    library: (await isFile(library)) ? library : null,
    include: (await isFile(header)) ? include : null,
  };
}

/** Metadata folders of the distributions that install the package `tensorflow`. */
const distribution =
  /^(?:tensorflow|tensorflow_cpu|tensorflow_gpu|tensorflow_intel|tensorflow_macos|tensorflow_rocm|tensorflow_cpu_aws|intel_tensorflow|tf_nightly|tf_nightly_cpu)-(\d[^-]*)(?:-.*)?\.(?:dist-info|egg-info)$/i;

/** `#define TF_MAJOR_VERSION 2`, in the one or the other header by release. */
async function versionInHeaders(include: string): Promise<string | null> {
  for (const header of ['release_version.h', 'version.h']) {
    const file = path.join(include, 'tensorflow', 'core', 'public', header);
    const text = await readFile(file, 'utf8').catch(() => '');
    const parts = ['MAJOR', 'MINOR', 'PATCH'].map(
      (part) => new RegExp(`#define TF_${part}_VERSION (\\d+)`).exec(text)?.[1],
    );
    if (parts.every((part) => part !== undefined)) return parts.join('.');
  }
  return null;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
