import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c } from '../../../../src/codec/crc32c/crc32c.ts';
import { maskCrc32c, unmaskCrc32c } from '../../../../src/codec/crc32c/masked.ts';

// RFC 3720, appendix B.4, and the check value of the CRC catalogue.
test('the published examples', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, index) => index);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(ascending), 0x46dd794e);
  assert.equal(crc32c(ascending.toReversed()), 0x113fdb5c);
  assert.equal(crc32c(new TextEncoder().encode('123456789')), 0xe3069283);
  assert.equal(crc32c(new Uint8Array(0)), 0);
});

test('any alignment, length and division gives what one byte at a time gives', () => {
  const buffer = Uint8Array.from({ length: 200 }, (_, index) => (index * 167 + 13) & 0xff);
  for (let start = 0; start < 9; start++) {
    for (const length of [0, 1, 3, 4, 15, 16, 17, 63, 150]) {
      const bytes = buffer.subarray(start, start + length);
      let single = 0;
      for (const byte of bytes) single = crc32c(Uint8Array.of(byte), single);
      assert.equal(crc32c(bytes), single, `${String(length)} bytes at ${String(start)}`);
      const cut = Math.floor(length / 3);
      assert.equal(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut))), single);
    }
  }
});

test("masking is LevelDB's and can be undone", () => {
  // A block of zeros as TensorFlow stores its checksum: rotated by 15 bits, plus 0xa282ead8.
  assert.equal(maskCrc32c(0), 0xa282ead8);
  for (const crc of [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xe3069283]) {
    assert.equal(unmaskCrc32c(maskCrc32c(crc)), crc);
    assert.notEqual(maskCrc32c(crc), crc);
  }
});
