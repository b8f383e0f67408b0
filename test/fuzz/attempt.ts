import type { Input } from './inputs.ts';
import type { Room } from './rooms.ts';
import { sizeOf, type Subject } from './subject.ts';
import { Watch } from './watch.ts';

/** Milliseconds of processor time for one input. */
const longest = 3000;

/**
 * Tries one input.
 * @param baseline sentences of which at least one other must be said; null where nothing need be
 * @returns what was said, and what is wrong
 */
export async function attempt(
  room: Room,
  { files, path }: Pick<Input, 'files' | 'path'>,
  baseline: ReadonlySet<string> | null,
): Promise<Watch> {
  const watch = new Watch(sizeOf(files));
  const [start, before] = [performance.now(), process.cpuUsage()];
  try {
    await room.exercise(files, path, watch);
  } catch (thrown) {
    const what = thrown instanceof Error ? thrown.stack : String(thrown);
    watch.problem(`threw where nothing may be thrown: ${String(what)}`);
  }
  // Others work on the machine, too: only what this process itself has spent counts.
  if (performance.now() - start > longest) {
    const { user, system } = process.cpuUsage(before);
    const milliseconds = (user + system) / 1000;
    if (milliseconds > longest) {
      watch.problem(`took ${Math.round(milliseconds)} ms of processor time`);
    }
  }
  if (baseline && watch.complaints.every(({ message }) => baseline.has(message))) {
    watch.problem('said nothing of a flipped bit under a checksum');
  }
  return watch;
}

const baselines = new WeakMap<Subject, Promise<ReadonlySet<string>>>();

/** What is said of a sound artifact as it is. */
export function baselineOf(room: Room, subject: Subject): Promise<ReadonlySet<string>> {
  let known = baselines.get(subject);
  if (!known) {
    known = attempt(room, subject, null).then(
      ({ complaints }) => new Set(complaints.map(({ message }) => message)),
    );
    baselines.set(subject, known);
  }
  return known;
}
