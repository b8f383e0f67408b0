// @ts-check
import { onPath } from './on-path.mjs';
import { CommandFailed, run } from './run.mjs';

/**
 * @typedef {object} Python an interpreter that works
 * @property {string} command
 * @property {number} minor 11 of Python 3.11
 * @property {boolean} pip whether its own pip can install into another environment (pip ≥ 22.3)
 * @property {boolean} ensurepip whether it can put a pip into a new environment; Debian's cannot by itself
 */

const question = `
import importlib.util, sys
try:
    import pip
    version = tuple(int(part) for part in pip.__version__.split(".")[:2])
except Exception:
    version = (0, 0)
ensurepip = importlib.util.find_spec("ensurepip") is not None
print(*sys.version_info[:2], int(version >= (22, 3)), int(ensurepip))
`;

/**
 * The Pythons on the PATH that start; a shim of a version manager for one that is not installed does not.
 *
 * @returns {Promise<Python[]>} `python3` first, then the newest
 */
export async function findPythons() {
  const numbered = [14, 13, 12, 11, 10, 9].map((minor) => `python3.${minor}`);
  const names = process.platform === 'win32' ? ['python', 'py'] : ['python3', ...numbered];
  const commands = names.flatMap((name) => onPath([name]));
  const answers = await Promise.all(commands.map(ask));
  return answers.filter((python) => python !== null);
}

/** @param {string} command @returns {Promise<Python | null>} */
async function ask(command) {
  try {
    const answer = await run(command, ['-c', question], { timeout: 20_000 });
    const [major, minor, pip, ensurepip] = answer.split(' ').map(Number);
    return major === 3 && minor !== undefined
      ? { command, minor, pip: pip === 1, ensurepip: ensurepip === 1 }
      : null;
  } catch (error) {
    if (error instanceof CommandFailed) return null;
    throw error;
  }
}
