import { inflateRawSync } from 'node:zlib';
import { writeZip, type WrittenEntry } from '../../support/zip-writer.ts';
import { few, oneIn, otherNumber, pick, type Random } from '../random.ts';
import { joined, mutateBytes, type Mutator } from './bytes.ts';

const names = [
  ...[
    '../x',
    '/etc/passwd',
    'a/../../x',
    'C:/x',
    'a\\b',
    '',
    '/',
    'x/',
    './x',
    'x\0y',
    '\u202e',
    '__proto__',
  ],
  ...[
    'config.json',
    'metadata.json',
    'model.weights.h5',
    'model.weights.json',
    'assets/x',
    'x.npy',
    '.npy',
  ],
  'n'.repeat(60_000),
];

/**
 * Changes a ZIP archive by its parts: contents by the mutator of their name, with checksums and sizes that are right
 * again; names, order, and what the headers state; the directory and its end byte by byte.
 */
export function mutateZip(contents: readonly (readonly [name: RegExp, Mutator])[]): Mutator {
  return (bytes, random) => {
    const entries = oneIn(random, 12) ? null : entriesOf(bytes);
    if (!entries || entries.length === 0) return mutateBytes(bytes, random);
    for (let rounds = few(random, 3); rounds > 0; rounds--) change(entries, contents, random);
    const written = writeZip(entries);
    return oneIn(random, 6) ? withChangedDirectory(written, random) : written;
  };
}

function change(
  entries: WrittenEntry[],
  contents: readonly (readonly [name: RegExp, Mutator])[],
  random: Random,
): void {
  if (entries.length === 0) return;
  const at = random(entries.length);
  const entry = entries[at] as WrittenEntry;
  switch (random(10)) {
    case 0:
      entries[at] = { ...entry, ...lie(entry, random) };
      return;
    case 1:
      entries[at] = { ...entry, path: pick(random, names) };
      return;
    case 2:
      entries.splice(at, 1);
      return;
    case 3:
      entries.push(...Array.from({ length: few(random, 20) }, () => entry));
      return;
    case 4: {
      const other = random(entries.length);
      [entries[at], entries[other]] = [entries[other] as WrittenEntry, entry];
      return;
    }
    case 5:
      entries[at] = { ...entry, deflate: entry.deflate !== true };
      return;
    default: {
      const mutate = contents.find(([name]) => name.test(entry.path))?.[1] ?? mutateBytes;
      entries[at] = { ...entry, content: mutate(entry.content, random) };
    }
  }
}

/** One thing that the headers state and that is not so. */
function lie({ content }: WrittenEntry, random: Random): Partial<WrittenEntry> {
  const other = (instead: number): number =>
    Number(BigInt.asUintN(32, otherNumber(random, BigInt(instead))));
  switch (random(6)) {
    case 0:
      return { crc: other(0) };
    case 1:
      return { bytes: other(content.length) };
    case 2:
      return { storedBytes: other(content.length) };
    case 3:
      return { method: pick(random, [0, 8, 9, 12, 14, 93, 99]) };
    case 4:
      return { flags: random(0x1_0000) };
    default:
      return { offset: other(random(100)) };
  }
}

/** Changed from where the directory begins: entries' fields, extra fields, counts, and where everything is. */
function withChangedDirectory(bytes: Uint8Array, random: Random): Uint8Array {
  const start = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 6, true);
  return joined([bytes.subarray(0, start), mutateBytes(bytes.subarray(start), random)]);
}

/** The entries of an archive as NumPy, Keras and our own writer write it; null for bytes that are none. */
export function entriesOf(bytes: Uint8Array): WrittenEntry[] | null {
  try {
    return placesOf(bytes).map(({ path, start, end, deflate }) => {
      const stored = bytes.subarray(start, end);
      return { path, deflate, content: deflate ? inflateRawSync(stored) : stored };
    });
  } catch {
    return null;
  }
}

/**
 * Where the contents of entries lie.
 * @throws Error for bytes that are no such archive
 */
export function placesOf(
  bytes: Uint8Array,
): { path: string; start: number; end: number; deflate: boolean }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error('It does not end as an archive.');
  const places = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const nameBytes = view.getUint16(at + 28, true);
    const header = view.getUint32(at + 42, true);
    const start =
      header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    places.push({
      path: Buffer.from(bytes.subarray(at + 46, at + 46 + nameBytes)).toString(),
      start,
      end: start + view.getUint32(at + 20, true),
      deflate: view.getUint16(at + 10, true) === 8,
    });
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return places;
}
