// @ts-check
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import { root } from './places.mjs';
import { nothing } from './tally.mjs';

/**
 * A reporter of node:test: each file with its number of tests and seconds, each failure in full. The counts go
 * to the file that TALLY_FILE names, for the line at the very end.
 *
 * @param {AsyncIterable<any>} events Node's `TestsStream`; its types do not tell the events apart
 */
export default async function* report(events) {
  const tally = nothing();
  /** Names of the tests that are running, by nesting. @type {string[]} */
  const running = [];
  let current = { file: '', passed: 0, milliseconds: 0 };
  const endOfFile = () => {
    const { file, passed, milliseconds } = current;
    return passed > 0 ? `✓ ${file} (${passed}, ${(milliseconds / 1000).toFixed(1)} s)\n` : '';
  };
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type === 'test:start') {
      running.length = data.nesting;
      running.push(data.name);
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const file = relative(root, data.file ?? '');
    if (file !== current.file) {
      yield endOfFile();
      current = { file, passed: 0, milliseconds: 0 };
    }
    if (data.nesting === 0) current.milliseconds += data.details.duration_ms;
    const name = [...running.slice(0, data.nesting), data.name].join(' › ');
    const suite = data.details.type === 'suite';
    if (type === 'test:fail') {
      const { error } = data.details;
      // A suite that fails because of a test in it: that one is told already.
      if (suite && error.failureType === 'subtestsFailed') continue;
      tally.failed += 1;
      yield `✗ ${file} › ${name}\n${indented(inspect(error.cause ?? error))}\n`;
    } else if (data.skip !== undefined) {
      const reason = typeof data.skip === 'string' ? data.skip : 'no reason given';
      tally.skipped.push({ name: `${file} › ${name}`, reason });
    } else if (!suite) {
      tally.passed += 1;
      current.passed += 1;
    }
  }
  yield endOfFile();
  writeFileSync(/** @type {string} */ (process.env.TALLY_FILE), JSON.stringify(tally));
}

/** @param {string} text */
const indented = (text) => stripVTControlCharacters(text).replaceAll(/^/gm, '    ');
