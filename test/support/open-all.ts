import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { AppError } from '../../src/core/errors.ts';
import { elementCount } from '../../src/core/shape.ts';
import { openArtifact } from '../../src/formats/open.ts';

// A program of its own: opens what its arguments name, reads a little of every tensor, and prints what was said and
// what it took. What begins with @ is opened only to leave a mark among the files that were opened.

/** What came of one path. */
export interface OpenedOne {
  readonly path: string;
  /** Findings and errors; of what opened without a word, what is in it. */
  readonly said: readonly string[];
  /** Errors that are none for a person. */
  readonly bugs: readonly string[];
  readonly milliseconds: number;
  /** Most bytes in memory meanwhile; so far, where the system does not tell that. */
  readonly resident: number;
}

/** Elements of a tensor that are read. */
const most = 1000;

async function open(path: string): Promise<Pick<OpenedOne, 'said' | 'bugs'>> {
  const said: string[] = [];
  const bugs: string[] = [];
  const tell = (thrown: unknown): void => {
    if (thrown instanceof AppError && thrown.code !== 'internal') said.push(thrown.message);
    else bugs.push(thrown instanceof Error ? String(thrown.stack) : String(thrown));
  };
  try {
    const artifact = await openArtifact(path);
    const tensors = artifact.tensors.slice(0, 10);
    const shapes = tensors.map(({ name, shape }) => `${name} of ${shape.join(' × ')}`);
    said.push(...artifact.findings.map(({ message }) => message), `opened: ${shapes.join(', ')}`);
    for (const { name, shape } of tensors) {
      const count = Math.min(elementCount(shape), most);
      try {
        const read = artifact.read(name, { start: 0, count })[Symbol.asyncIterator]();
        while ((await read.next()).done !== true);
      } catch (thrown) {
        tell(thrown);
      }
    }
    await artifact.close();
  } catch (thrown) {
    tell(thrown);
  }
  return { said, bugs };
}

/** Begins to measure the most bytes in memory anew (proc(5), `clear_refs`). */
function forgetPeak(): void {
  globalThis.gc?.();
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Only Linux has it.
  }
}

function peak(): number {
  try {
    const [, kibibytes] =
      /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

for (const path of process.argv.slice(2)) {
  if (path.startsWith('@')) {
    openSync(path.slice(1), 'w');
    continue;
  }
  forgetPeak();
  const start = performance.now();
  const came = await open(path);
  const milliseconds = Math.round(performance.now() - start);
  const one: OpenedOne = { path, ...came, milliseconds, resident: peak() };
  console.log(JSON.stringify(one));
}
