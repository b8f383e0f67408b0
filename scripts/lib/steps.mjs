// @ts-check

/** Milliseconds before a step shows itself, and between two plain lines of one step. */
const quiet = 1_000;
const betweenLines = 10_000;

const tty = process.stderr.isTTY === true && !process.env.CI;

/** @param {number} since @returns {string} */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Does one thing and tells about it on standard error: on a terminal one line that changes, elsewhere a line
 * at its start, one every ten seconds and one at its end. What ends at once says nothing.
 *
 * @template T
 * @param {string} name what is being done: "Installing npm packages"
 * @param {(report: (detail: string) => void) => Promise<T>} work `report` says how far it is
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const start = performance.now();
  let detail = '';
  let shown = false;
  let lastLine = 0;
  const tell = () => {
    const width = process.stderr.columns ?? 120;
    const text = `${name} … ${seconds(start)}${detail ? ` · ${detail}` : ''}`.slice(0, width - 1);
    if (tty) {
      process.stderr.write(`\r\x1b[2K${text}`);
    } else if (!shown || performance.now() - lastLine >= betweenLines) {
      process.stderr.write(`${shown ? text : `${name} …`}\n`);
      lastLine = performance.now();
    }
    shown = true;
  };
  const timer = setInterval(() => {
    if (performance.now() - start >= quiet) tell();
  }, 250);
  const end = (/** @type {string} */ sign) => {
    clearInterval(timer);
    if (tty && shown) process.stderr.write('\r\x1b[2K');
    if (shown || sign === '✗') process.stderr.write(`${sign} ${name} (${seconds(start)})\n`);
  };
  try {
    const result = await work((text) => {
      detail = text;
    });
    end('✓');
    return result;
  } catch (error) {
    end('✗');
    throw error;
  }
}
