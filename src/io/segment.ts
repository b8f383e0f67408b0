import { AppError } from '../core/errors.ts';
import type { ByteSource } from './byte-source.ts';

/**
 * A part of another source, as a source of its own. Closing it leaves the other one open.
 * @throws AppError `truncated` where the part reaches beyond the source
 */
export function segment(source: ByteSource, offset: number, length: number): ByteSource {
  const place = source.locate();
  if (offset < 0 || length < 0 || offset + length > source.size) {
    throw outside(place?.path, offset, length, source.size);
  }
  return {
    size: length,
    read: async (start, count, signal) => {
      if (start < 0 || count < 0 || start + count > length) {
        throw outside(place?.path, start, count, length);
      }
      return source.read(offset + start, count, signal);
    },
    locate: () => place && { path: place.path, offset: place.offset + offset, length },
    close: () => Promise.resolve(),
  };
}

function outside(path: string | undefined, offset: number, length: number, size: number): AppError {
  return new AppError({
    code: 'truncated',
    message: `${path ?? 'The data'} has a part of ${String(size)} bytes where bytes ${String(offset)} to ${String(offset + length)} were expected.`,
    ...(path === undefined ? {} : { path }),
    offset,
  });
}
