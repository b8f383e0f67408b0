// @ts-check
// Stands for @vscode/spdlog, whose native part npm does not build: what VS Code and its extensions log goes into
// files, which is where the output panel reads it from. Loaded by the VS Code server in place of that package.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

/** @type {Set<Logger>} */
const all = new Set();

/** As much of spdlog's logger as VS Code calls; files are never rotated, because a profile here is short-lived. */
class Logger {
  #level = names.indexOf('info');
  #formatted = true;

  /** @param {string} _type @param {string} _name @param {string} file */
  constructor(_type, _name, file) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
    all.add(this);
  }

  /** @param {number} level @param {string} message */
  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const line = this.#formatted ? `${time} [${names[level]}] ${message}\n` : message;
    try {
      appendFileSync(this.file, line);
    } catch {
      // The folder of a session that ends is removed under it.
    }
  }

  /** @param {string} message */
  trace = (message) => this.#write(0, message);
  /** @param {string} message */
  debug = (message) => this.#write(1, message);
  /** @param {string} message */
  info = (message) => this.#write(2, message);
  /** @param {string} message */
  warn = (message) => this.#write(3, message);
  /** @param {string} message */
  error = (message) => this.#write(4, message);
  /** @param {string} message */
  critical = (message) => this.#write(5, message);
  getLevel = () => this.#level;
  /** @param {number} level */
  setLevel = (level) => {
    this.#level = level;
  };
  setPattern = () => undefined;
  clearFormatters = () => {
    this.#formatted = false;
  };
  flush = () => undefined;
  drop = () => {
    all.delete(this);
  };
}

/** @param {string} name @param {string} file */
const create = async (name, file) => new Logger('rotating', name, file);

// Each by itself: whoever imports this from an ES module sees only names that stand here plainly.
exports.version = 0;
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setLevel = (/** @type {number} */ level) => {
  for (const logger of all) logger.setLevel(level);
};
exports.setFlushOn = () => undefined;
