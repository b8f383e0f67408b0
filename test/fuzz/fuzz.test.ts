import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { attempt, baselineOf } from './attempt.ts';
import { changedInputs, everyFlipAndCut, type Inputs } from './inputs.ts';
import { rooms, type Room } from './rooms.ts';

// A small sample of what `npm run fuzz` tries.

const usual = 250;
const seed = 1;

/** @returns codes of what the reader said, and of how many inputs it said anything */
async function tryAll(room: Room, inputs: Inputs, step: number): Promise<ReadonlySet<string>> {
  const codes = new Set<string>();
  for (let index = 0; index < inputs.count; index += step) {
    const input = inputs.at(index);
    const baseline = input.mustComplain ? await baselineOf(room, input.mustComplain) : null;
    const { problems, complaints } = await attempt(room, input, baseline);
    assert.deepEqual([...problems], [], `input ${index}, seed ${seed}: ${input.name}`);
    for (const { code } of complaints) codes.add(code);
  }
  return codes;
}

for (const [name, room] of Object.entries(rooms)) {
  suite(name, () => {
    const count = room.sample ?? usual;
    test(`${count} inputs changed in every way`, async () => {
      const subjects = await room.subjects();
      const codes = await tryAll(room, changedInputs(room, subjects, { seed, count }), 1);
      assert.ok(codes.has('malformed'), [...codes].join(', '));
    });

    test('bits flipped and ends cut off', async () => {
      const inputs = everyFlipAndCut(room, await room.subjects());
      // Coprime with 9, so that bits of all values are among them, and cuts.
      await tryAll(room, inputs, Math.ceil(inputs.count / count / 9) * 9 + 1);
    });
  });
}
