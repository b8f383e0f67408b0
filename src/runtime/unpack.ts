import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import { run } from '../process/run.ts';
import type { Progress } from '../protocol/requests.ts';
import { inCache } from './cache.ts';
import { libraryNames } from './libraries.ts';
import type { Release } from './release.ts';

/** Our own copy of a release: the two libraries and the headers of the C API. */
export function ownCopyFolder(release: Release): string {
  return inCache(`tensorflow-${release.version}-${process.platform}-${process.arch}`);
}

/**
 * Takes out of the wheel what running models needs, checksums verified: the two libraries, and of 10,000 headers
 * the few hundred among which the C API's are. The folder appears only when it is complete.
 * @throws AppError `no-runtime` where the wheel is damaged (it is deleted then) or the disk is full; `cancelled`
 */
export async function unpackWheel(
  release: Release,
  wheel: string,
  python: string,
  signal: AbortSignal | undefined,
  report: (progress: Progress) => void,
): Promise<void> {
  const target = ownCopyFolder(release);
  const draft = `${target}.part-${String(process.pid)}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    const { code, stderr } = await run(python, ['-I', '-c', program, wheel, draft], {
      name: 'Unpacking TensorFlow',
      ...(signal ? { signal } : {}),
      onLine: (line) => {
        const [done, total] = line.split(' ').map(Number);
        if (done === undefined || total === undefined || Number.isNaN(done + total)) return;
        report({ done, total, unit: 'bytes', message: `Unpacking TensorFlow ${release.version}` });
      },
    });
    if (code !== 0) throw await notUnpacked(wheel, stderr);
    await rename(draft, target).catch((error: unknown) => {
      const there = (error as NodeJS.ErrnoException).code;
      if (there !== 'ENOTEMPTY' && there !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function notUnpacked(wheel: string, stderr: string): Promise<AppError> {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  if (/BadZipFile|zlib\.error|EOFError|KeyError/.test(last)) {
    await rm(wheel, { force: true });
    return new AppError({
      code: 'no-runtime',
      message: `The downloaded ${path.basename(wheel)} is damaged and was deleted. Set the runtime up again to download it anew.`,
      details: stderr,
    });
  }
  return new AppError({
    code: 'no-runtime',
    message: /Errno 28/.test(last)
      ? 'The disk is full: TensorFlow could not be unpacked. Make room, or name another folder in SAVED_MODEL_CACHE.'
      : `TensorFlow could not be unpacked: ${last}`,
    details: stderr,
  });
}

/** zipfile checks each member's CRC when it is read to its end. */
const program = `
import os, sys, zipfile
wheel, target = sys.argv[1:]
libraries = ['tensorflow/${libraryNames.main}', 'tensorflow/${libraryNames.framework}']
headers = tuple('tensorflow/include/' + each for each in (
    'tensorflow/c/', 'tensorflow/core/platform/', 'tensorflow/core/public/', 'tsl/', 'xla/tsl/'))
with zipfile.ZipFile(wheel) as archive:
    members = [archive.getinfo(name) for name in libraries] + [
        member for member in archive.infolist()
        if member.filename.startswith(headers) and member.filename.endswith(('.h', '.inc'))]
    total = sum(member.file_size for member in members)
    done = 0
    for member in members:
        path = os.path.join(target, *member.filename.split('/')[1:])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(member) as source, open(path, 'wb') as copy:
            while True:
                block = source.read(1 << 22)
                if not block:
                    break
                copy.write(block)
                done += len(block)
                if member.filename in libraries:
                    print(done, total, flush=True)
`;
