import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SourceWalk, type SourceField } from '../../../../src/codec/protobuf/source-walk.ts';
import { failsWith } from '../../../support/errors.ts';
import { MemorySource } from '../../../support/memory-source.ts';
import { concat, field, tag, varint } from './bytes.ts';

const place = { format: 'saved-model', path: '/m/saved_model.pb' };

async function all(batches: AsyncIterable<Iterable<SourceField>>): Promise<SourceField[]> {
  const found: SourceField[] = [];
  for await (const batch of batches) found.push(...batch);
  return found;
}

async function walk(bytes: Uint8Array): Promise<SourceField[]> {
  const source = new MemorySource(bytes);
  return all(new SourceWalk(source, place).batches(0, source.size));
}

describe('SourceWalk', () => {
  test('tells where contents lie, in the message and in one of its parts', async () => {
    const inner = concat(field(1, Buffer.from('name')), [...tag(2, 0), ...varint(300)]);
    const source = new MemorySource(concat([...tag(1, 0), 1], field(2, inner)));
    const walk = new SourceWalk(source, place);
    const [version, part] = await all(walk.batches(0, source.size));
    assert.equal(version?.value, 1n);
    assert.ok(part);
    const [name, number] = await all(walk.batches(part.offset, part.length));
    assert.ok(name);
    assert.equal(Buffer.from(await walk.bytes(name)).toString(), 'name');
    assert.equal(Buffer.from(await walk.head(name, 2)).toString(), 'na');
    assert.equal(number?.value, 300n);
  });

  test('contents that are not asked for are not read', async () => {
    const large = new Uint8Array(8 * 1024 ** 2);
    const source = new MemorySource(concat(field(1, large), field(1, large), field(2, [7])));
    const walked = new SourceWalk(source, place);
    const found = await all(walked.batches(0, source.size));
    assert.deepEqual(
      found.map(({ number, length }) => [number, length]),
      [
        [1, large.length],
        [1, large.length],
        [2, 1],
      ],
    );
    assert.ok(source.bytesRead < 1024 ** 2, `${String(source.bytesRead)} bytes were read`);
  });

  test('many small fields take few reads, and views stay valid when the window moves', async () => {
    const count = 100_000;
    const message = concat(
      ...Array.from({ length: count }, (_, index) => field(1, Buffer.from(String(index)))),
    );
    const source = new MemorySource(message);
    const walk = new SourceWalk(source, place);
    const texts: Uint8Array[] = [];
    for await (const batch of walk.batches(0, source.size)) {
      for (const each of batch) texts.push(await walk.bytes(each));
    }
    assert.equal(texts.length, count);
    assert.equal(Buffer.from(texts[0] ?? []).toString(), '0');
    assert.equal(Buffer.from(texts[count - 1] ?? []).toString(), String(count - 1));
    assert.ok(source.bytesRead < 2 * message.length);
  });

  test('damage names the byte', async () => {
    await assert.rejects(
      walk(Uint8Array.from([...tag(1, 2), ...varint(2n ** 40n), 0])),
      failsWith('truncated', /at byte 0: a field states 1099511627776 bytes where 1 are left/),
    );
    await assert.rejects(walk(Uint8Array.from([0x09, 1])), failsWith('truncated', /ends/));
    await assert.rejects(walk(Uint8Array.from([0x80])), failsWith('truncated', /ends/));
    await assert.rejects(walk(Uint8Array.from([0x00])), failsWith('malformed', /number 0/));
    await assert.rejects(walk(Uint8Array.from([0x0b])), failsWith('malformed', /wire type 3/));
  });

  test('stops when it is told to', async () => {
    const source = new MemorySource(new Uint8Array(4_000_000).fill(8));
    const abort = new AbortController();
    setImmediate(() => abort.abort());
    const walk = new SourceWalk(source, place, abort.signal);
    await assert.rejects(all(walk.batches(0, source.size)), failsWith('cancelled', /Stopped/));
  });
});
