import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Vector instructions that TensorFlow's kernels choose by. */
const telling = [
  ...['avx', 'avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'avx_vnni'],
  ...['amx_tile', 'amx_int8', 'amx_bf16', 'asimd', 'sve'],
];

/** What tensorflow/core/util/port.cc (IsMklEnabled) asks of an x86 processor before it turns oneDNN on by itself. */
const neuralInstructions = [
  ...['avx512_vnni', 'avx512_bf16', 'avx_vnni'],
  ...['amx_tile', 'amx_int8', 'amx_bf16'],
];

/** The processor's model and those of its features that change the last bits of results. */
export function describeCpu(flags: ReadonlySet<string> = cpuFlags()): string {
  const model = cpus()[0]?.model.trim() ?? process.arch;
  const features = telling.filter((name) => flags.has(name));
  return features.length === 0 ? model : `${model} (${features.join(', ')})`;
}

/** Whether TensorFlow uses oneDNN's kernels here: by its variable, else by the processor. */
export function isOneDnnOn(flags: ReadonlySet<string> = cpuFlags()): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  const setting = process.env.TF_ENABLE_ONEDNN_OPTS;
  if (setting !== undefined) return setting === '1' || setting.toLowerCase() === 'true';
  return neuralInstructions.some((name) => flags.has(name));
}

function cpuFlags(): Set<string> {
  try {
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'latin1'));
    return new Set(line?.[1]?.trim().split(' '));
  } catch {
    return new Set(); // macOS has no such file
  }
}
