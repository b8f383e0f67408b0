import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive; what is given beside its content is written as it is, right or wrong. */
export interface WrittenEntry {
  readonly path: string;
  readonly content: Uint8Array;
  readonly deflate?: boolean;
  readonly crc?: number;
  /** Bytes that the archive states of the content. */
  readonly bytes?: number;
  /** Bytes that it states of what is stored. */
  readonly storedBytes?: number;
  readonly method?: number;
  readonly flags?: number;
  /** Where the directory says that it begins: another entry's place makes them overlap. */
  readonly offset?: number;
}

/** A ZIP archive (PKWARE's APPNOTE.TXT), without ZIP64. */
export function writeZip(entries: readonly WrittenEntry[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let position = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path);
    const stored = entry.deflate ? deflateRawSync(entry.content) : Buffer.from(entry.content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(entry.flags ?? 0x800, 2);
    common.writeUInt16LE(entry.method ?? (entry.deflate ? 8 : 0), 4);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(entry.crc ?? crc32(entry.content), 10);
    common.writeUInt32LE(entry.storedBytes ?? stored.length, 14);
    common.writeUInt32LE(entry.bytes ?? entry.content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(entry.offset ?? position, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, place, name);
    const file = [Buffer.from('PK\x03\x04', 'latin1'), common, name, stored];
    files.push(...file);
    position += file.reduce((sum, part) => sum + part.length, 0);
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(
    directory.reduce((sum, part) => sum + part.length, 0),
    8,
  );
  end.writeUInt32LE(position, 12);
  return new Uint8Array(
    Buffer.concat([...files, ...directory, Buffer.from('PK\x05\x06', 'latin1'), end]),
  );
}
