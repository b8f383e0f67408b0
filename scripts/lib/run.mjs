// @ts-check
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Problem } from './problem.mjs';

/** A child process that could not be started or ended with another code than 0. */
export class CommandFailed extends Problem {
  /**
   * @param {string} command as it was called
   * @param {number | null} code null where it never started or a signal ended it
   * @param {string} output what it printed, long ones cut in the middle
   */
  constructor(command, code, output) {
    super(`\`${command}\` ${code === null ? 'did not run' : `ended with code ${code}`}\n${output}`);
    this.command = command;
    this.code = code;
    this.output = output;
  }
}

/**
 * Runs a program to its end and answers what it printed on standard output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, timeout?: number}} [options]
 *   `env` is added to our own; `onLine` hears every line of both streams; `timeout` in milliseconds
 * @returns {Promise<string>}
 * @throws {CommandFailed}
 */
export function run(command, args, { cwd, env, onLine, timeout } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a .cmd file on Windows, and those only start through a shell.
    shell: process.platform === 'win32' && command === 'npm',
    timeout,
  });
  /** @type {string[]} */
  const printed = [];
  /** @type {string[]} */
  const answer = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    answer.push(line);
    printed.push(line);
    onLine?.(line);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    printed.push(line);
    onLine?.(line);
  });
  return new Promise((resolve, reject) => {
    const said = [command, ...args].join(' ');
    child.on('error', (error) => reject(new CommandFailed(said, null, error.message)));
    child.on('close', (code) => {
      if (code === 0) resolve(answer.join('\n'));
      else reject(new CommandFailed(said, code, gist(printed)));
    });
  });
}

/**
 * Enough to see why: some programs say it first and some last. Minified code in a stack helps nobody.
 *
 * @param {string[]} lines
 */
const gist = (lines) =>
  (lines.length <= 50 ? lines : [...lines.slice(0, 15), '…', ...lines.slice(-30)])
    .map((line) => line.slice(0, 300))
    .join('\n');

/**
 * Runs a program on our own terminal and answers its exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, stdout?: 'inherit' | 'ignore'}} [options]
 * @returns {Promise<number>} 1 where a signal ended it
 */
export function show(command, args, { cwd, env, stdout = 'inherit' } = {}) {
  const stdio = /** @type {const} */ (['inherit', stdout, 'inherit']);
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: [...stdio] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
