// The language server, which writes 200 MB to each of its standard streams while it works: lines of a log, and one
// line without an end. When all of it was taken it leaves a file beside itself.
import { writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers';

const pieces = 2000;
const texts = [
  [process.stdout, `${'x'.repeat(199)}\n`.repeat(500)],
  [process.stderr, 'y'.repeat(100_000)],
];
let taken = 0;
for (const [stream, text] of texts) {
  let written = 0;
  const write = () => {
    if (++written <= pieces) stream.write(text, () => setImmediate(write));
    else if (++taken === texts.length) writeFileSync(new URL('flooded', import.meta.url), '');
  };
  write();
}
await import('./real-server.js');
