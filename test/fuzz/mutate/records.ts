import { recordOf } from '../../../src/codec/tfrecord/write-record.ts';
import { few, oneIn, otherNumber, type Random } from '../random.ts';
import { joined, mutateBytes, type Mutator } from './bytes.ts';
import { mutateMessage } from './protobuf.ts';

const headerBytes = 12;
const trailerBytes = 4;

/** Changes the messages in a TFRecord file, and makes their lengths and checksums right again, mostly. */
export const mutateRecords: Mutator = (bytes, random) => {
  const records = dataOf(bytes);
  if (records.length === 0 || oneIn(random, 6)) return mutateBytes(bytes, random);
  const at = random(records.length);
  const data = records[at] as Uint8Array;
  switch (random(10)) {
    case 0:
      records.splice(at, 1);
      break;
    case 1:
      records.splice(at, 0, ...Array.from({ length: few(random, 1100) }, () => data));
      break;
    default:
      records[at] = mutateMessage(data, random);
  }
  return joined(
    records.map((record) => (oneIn(random, 40) ? lying(record, random) : recordOf(record))),
  );
};

/** A record whose length is not what it is, under a right checksum. */
function lying(data: Uint8Array, random: Random): Uint8Array {
  const stated = otherNumber(random, BigInt(data.length));
  const header = recordOf(new Uint8Array(Number(stated > 4096n ? 4096n : stated)));
  return joined([header.subarray(0, headerBytes), recordOf(data).subarray(headerBytes)]);
}

function dataOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at + headerBytes + trailerBytes <= bytes.length;) {
    const length = Number(view.getBigUint64(at, true));
    const start = at + headerBytes;
    if (start + length + trailerBytes > bytes.length) break;
    records.push(bytes.subarray(start, start + length));
    at = start + length + trailerBytes;
  }
  return records;
}
