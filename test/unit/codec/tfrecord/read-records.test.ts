import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c } from '../../../../src/codec/crc32c/crc32c.ts';
import { maskCrc32c } from '../../../../src/codec/crc32c/masked.ts';
import { readRecords } from '../../../../src/codec/tfrecord/read-records.ts';
import { beginsWithRecord } from '../../../../src/codec/tfrecord/record-places.ts';
import { recordOf } from '../../../../src/codec/tfrecord/write-record.ts';
import { MemorySource } from '../../../support/memory-source.ts';

const place = { format: 'tfrecord', path: '/m/requests' };
const records = Buffer.concat(['one', '', 'three'].map((text) => recordOf(Buffer.from(text))));

/** Data as text, damage as code and sentence. */
async function read(file: Uint8Array | MemorySource): Promise<string[]> {
  const source = file instanceof MemorySource ? file : new MemorySource(file);
  const found: string[] = [];
  for await (const record of readRecords(source, place)) {
    found.push(
      'damage' in record
        ? `${record.damage.code}: ${record.damage.message}`
        : Buffer.from(record.data).toString(),
    );
  }
  return found;
}

/** A header that states a length with a good checksum. */
function header(length: bigint): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64LE(length);
  bytes.writeUInt32LE(maskCrc32c(crc32c(bytes.subarray(0, 8))), 8);
  return bytes;
}

test('what was written is read, and a file without a record is none', async () => {
  assert.deepEqual(await read(records), ['one', '', 'three']);
  assert.deepEqual(await read(Buffer.alloc(0)), []);
});

test('a record is as TensorFlow writes it', () => {
  // tf.io.TFRecordWriter(…).write(b'one')
  assert.equal(
    Buffer.from(recordOf(Buffer.from('one'))).toString('hex'),
    '0300000000000000b099490e6f6e6501405508',
  );
});

test('a file is known by its first record', async () => {
  assert.equal(await beginsWithRecord(new MemorySource(records)), true);
  assert.equal(await beginsWithRecord(new MemorySource(Buffer.from('{"inputs": {}}'))), false);
  assert.equal(await beginsWithRecord(new MemorySource(Buffer.from('{}'))), false);
});

test('damaged data are one record’s damage, and the others are read', async () => {
  const bytes = Buffer.from(records);
  bytes[12] = 0x20;
  assert.deepEqual(await read(bytes), [
    'checksum-mismatch: /m/requests is damaged in record 1, at byte 12: its data do not match their checksum.',
    '',
    'three',
  ]);
});

test('after a length that is not to be believed there is no next record', async () => {
  const bytes = Buffer.from(records);
  bytes[19] = 1;
  assert.deepEqual(await read(bytes), [
    'one',
    'checksum-mismatch: /m/requests is damaged in record 2, at byte 19: the length of the record does not match its checksum, so no record after it can be found.',
  ]);
});

test('a length beyond the file is not allocated', async () => {
  const source = new MemorySource(Buffer.concat([header(10n ** 12n), Buffer.alloc(40)]));
  assert.deepEqual(await read(source), [
    'truncated: /m/requests is damaged in record 1, at byte 0: the record states 1000000000000 bytes, and 36 are left.',
  ]);
  assert.equal(source.largestRead, 12);
});

test('every truncation is told, and every flipped bit', async () => {
  for (let length = 1; length < records.length; length++) {
    const found = await read(records.subarray(0, length));
    const whole = [19, 35].filter((end) => end <= length).length;
    const cut = length !== 19 && length !== 35;
    assert.equal(found.length, whole + (cut ? 1 : 0), `cut at ${length}`);
    if (cut) assert.match(found.at(-1) ?? '', /^truncated: /, `cut at ${length}`);
  }
  for (let bit = 0; bit < records.length * 8; bit++) {
    const bytes = Buffer.from(records);
    const at = bit >> 3;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
    assert.match((await read(bytes)).join('\n'), /checksum-mismatch: /, `bit ${bit}`);
  }
});
