import { inCache } from './cache.ts';

/** Version of the package whose addon is compiled; held against package.json's by a test. */
export const tfjsNodeVersion = '4.22.0';

/**
 * The compiled addon. Node-API 8 keeps it working in every Node and Electron of today, and it names no TensorFlow
 * version, so one does for all.
 */
export function addonPath(): string {
  return inCache('addon', addonKey(), 'tfjs_binding.node');
}

export function addonKey(): string {
  return `napi8-${process.platform}-${process.arch}-${tfjsNodeVersion}`;
}
