import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive; what is given beside its content is written as it is, right or wrong. */
export interface WrittenEntry {
  readonly path: string;
  readonly content: Uint8Array;
  readonly deflate?: boolean;
  /** What is stored of the content in place of what deflating it gives: what stands for more than memory holds. */
  readonly deflated?: Uint8Array;
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

/** A ZIP archive (PKWARE's APPNOTE.TXT); of ZIP64 only the count of more entries than 65,535. */
export function writeZip(entries: readonly WrittenEntry[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let position = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path);
    const stored = entry.deflate
      ? Buffer.from(entry.deflated ?? deflateRawSync(entry.content))
      : Buffer.from(entry.content);
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
  const directoryBytes = directory.reduce((sum, part) => sum + part.length, 0);
  const many = entries.length > mostEntries;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(many ? mostEntries : entries.length, 8);
  end.writeUInt16LE(many ? mostEntries : entries.length, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(position, 16);
  const ends = many ? [zip64End(entries.length, directoryBytes, position), end] : [end];
  return new Uint8Array(Buffer.concat([...files, ...directory, ...ends]));
}

/** As a number of 16 bits: see the other end of the directory. */
const mostEntries = 0xffff;

/** The end of a directory with more entries, and where it is. */
function zip64End(entries: number, bytes: number, position: number): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.write('PK\x06\x06', 'latin1');
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(bytes), 40);
  end.writeBigUInt64LE(BigInt(position), 48);
  end.write('PK\x06\x07', 56, 'latin1');
  end.writeBigUInt64LE(BigInt(position + bytes), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
