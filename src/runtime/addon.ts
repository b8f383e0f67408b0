import { access } from 'node:fs/promises';
import path from 'node:path';
import { inCache } from './cache.ts';

/** Version of the package whose addon is compiled; held against package.json's by a test. */
export const tfjsNodeVersion = '4.22.0';

/** File name of the addon, wherever it lies. */
export const addonFile = 'tfjs_binding.node';

/**
 * The addon that is compiled here. Node-API 8 keeps it working in every Node and Electron of today, and it names no TensorFlow
 * version, so one does for all.
 */
export function addonPath(): string {
  return inCache('addon', addonKey(), addonFile);
}

/** @param platform as Node names it: `linux-x64` */
export function addonKey(platform = `${process.platform}-${process.arch}`): string {
  return `napi8-${platform}-${tfjsNodeVersion}`;
}

/** An addon that is there. */
export interface Addon {
  readonly path: string;
  /** `shipped`: ready-made in the package that we run from. `compiled`: on this machine. */
  readonly origin: 'shipped' | 'compiled';
}

/**
 * The addons for this machine, those that need nothing to be compiled first.
 * @param shipped folder in which a package brings its addons, each in a folder of its key
 */
export async function findAddons(shipped: string | undefined): Promise<readonly Addon[]> {
  const places: readonly Addon[] = [
    ...(shipped === undefined
      ? []
      : [{ path: path.join(shipped, addonKey(), addonFile), origin: 'shipped' } as const]),
    { path: addonPath(), origin: 'compiled' },
  ];
  const found = places.map(async (addon) =>
    access(addon.path).then(
      () => [addon],
      () => [],
    ),
  );
  return (await Promise.all(found)).flat();
}
