import type { Shape } from '../../protocol/model.ts';

/** 48,130 in full. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** "1 tensor", "27 tensors". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** 188 KB, 62.5 KB, 1.21 GB: units of 1024, three figures. */
export function bytesText(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (Math.round(size) >= 1024 && unit < byteUnits.length - 1) {
    size /= 1024;
    unit++;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return `${Number(size.toFixed(digits))} ${byteUnits[unit] ?? ''}`;
}

/** 66.5 %, under 0.05 % "< 0.1 %", nothing "0 %". */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return '–';
  if (part === 0) return '0 %';
  const percent = (part / whole) * 100;
  if (percent > 0 && percent < 0.05) return '< 0.1 %';
  return `${percent.toFixed(1)} %`;
}

/** (?, 32) for a signature or an activation; nothing is known of the rank: "any shape". */
export function signatureShapeText(shape: Shape): string {
  if (shape === null) return 'any shape';
  if (shape.length === 0) return 'scalar';
  return `(${shape.map((size) => size ?? '?').join(', ')})`;
}

/** 18 Nov 2026 09:41, in the machine's time zone. */
export function timeText(milliseconds: number): string {
  const time = new Date(milliseconds);
  const date = time.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return `${date} ${time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

/** 0.8 s, 12 s, 3 min 5 s. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
