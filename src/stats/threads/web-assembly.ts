/** As much of the global as is used here; Node's types do not have it. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

export interface Global<T> {
  readonly value: T;
}

/** What every kernel exports (src/stats/kernel). */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Where a block is to be put, and how many bytes fit. */
  readonly input: Global<number>;
  readonly inputBytes: Global<number>;
  /** CRC-32C of bytes of the block, which are destroyed; `crc`: of those before. */
  crc32c(at: number, length: number, crc: number): number;
}

/** A kernel, ready to run. @param code as in `kernel/generated` */
export function kernelOf(code: string): Kernel {
  const module = new WebAssembly.Module(Buffer.from(code, 'base64'));
  return new WebAssembly.Instance(module).exports as Kernel;
}
