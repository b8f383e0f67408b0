// @ts-check
import { launchBrowser } from './browser.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').FrameLocator} FrameLocator */

/** Limits that catch a hang, far above what a step takes on a busy machine, in milliseconds. */
export const limits = { start: 90_000, step: 30_000 };

/** In the address of a page that VS Code makes for a webview; ours are the only ones. */
const ourPages = '/webview/browser/pre/';

/** In the address of each of our scripts, and in what the extension host says of us. */
const ourExtension = 'saved-model-inspector';

/** What Chromium says of every webview of VS Code's. */
const sandboxWarning = 'An iframe which has both allow-scripts and allow-same-origin';

/** Settings of a profile that is driven: nothing asks, nothing pops up, nothing talks to the network. */
export const quietSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.commandCenter.enabled': false,
  'chat.setupFromDialog': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'files.simpleDialog.enable': true,
};

/**
 * A workbench in a browser: what a test, a check or a picture does there.
 */
export class Workbench {
  /** What pages wrote to the console as errors and warnings, with the address of the script. */
  /** @type {{type: string, text: string, url: string}[]} */
  messages = [];

  /** Bytes that the server has sent the workbench over its sockets: all that extensions and webviews have it send. */
  received = 0;

  /** @param {import('playwright-core').Browser} browser @param {Page} page */
  constructor(browser, page) {
    this.browser = browser;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      const { url } = message.location();
      this.messages.push({ type: message.type(), text: message.text(), url });
    });
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        this.received += payload.length;
      });
    });
    page.on('pageerror', (error) => {
      this.messages.push({ type: 'pageerror', text: String(error.stack ?? error), url: '' });
    });
  }

  /**
   * @param {string} address of a VS Code server
   * @param {{executable: string, scheme: 'dark' | 'light'}} browser Chromium, and what it prefers
   * @returns {Promise<Workbench>} with its Explorer there
   */
  static async open(address, { executable, scheme }) {
    const browser = await launchBrowser(executable);
    const page = await browser.newPage({
      viewport: { width: 1400, height: 900 },
      colorScheme: scheme,
    });
    page.setDefaultTimeout(limits.step);
    const workbench = new Workbench(browser, page);
    try {
      await page.goto(address);
      await page
        .locator('.explorer-folders-view .monaco-list-row')
        .first()
        .waitFor({ timeout: limits.start });
    } catch (error) {
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  /**
   * Waits until the palette lists a command: a file opened before the extension is there opens as text.
   *
   * @param {string} title as the palette shows it
   */
  async waitForCommand(title) {
    const end = Date.now() + limits.start;
    for (;;) {
      await this.openPalette(title);
      const found = await comes(this.paletteEntry(title));
      await this.page.keyboard.press('Escape');
      await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      if (found) return;
      if (Date.now() > end) throw new Error(`The palette never listed "${title}".`);
    }
  }

  /** Waits until our extension is there. */
  async waitForExtension() {
    await this.waitForCommand('Open Saved Model');
  }

  /** Waits until VS Code has started: until then it sends the browser megabytes of its own, and grows. */
  async quiet() {
    for (let before = -1; this.received > before + 10_000;) {
      before = this.received;
      await this.page.waitForTimeout(3_000);
    }
  }

  /** Runs a command from the palette. @param {string} title */
  async command(title) {
    await this.openPalette(title);
    await this.paletteEntry(title).click();
  }

  /**
   * Opens the palette with a text in it. The key is pressed again until it is there: a window that was just opened
   * may not hear its keys yet, and a notification that comes at that moment closes the palette.
   *
   * @param {string} text
   */
  async openPalette(text) {
    const box = this.page.locator('.quick-input-box input');
    const end = Date.now() + limits.start;
    do {
      await this.page.keyboard.press('F1');
      if (!(await comes(box))) continue;
      const filled = await box.fill(`>${text}`, { timeout: 1_500 }).then(
        () => true,
        () => false,
      );
      if (filled) return;
    } while (Date.now() < end);
    throw new Error('The palette did not open.');
  }

  /** The palette's first entry with a title. @param {string} title */
  paletteEntry(title) {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  }

  /** A row of the Explorer. @param {string} name */
  entry(name) {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
  }

  /** Opens folders of the Explorer one after the other, so that what is in the last one shows. @param {string[]} names */
  async expand(...names) {
    for (const name of names) {
      const row = this.entry(name);
      await row.waitFor();
      if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click();
    }
  }

  /**
   * Chooses an entry of the context menu of a row of the Explorer. Where it is disabled, the menu is opened again:
   * VS Code counts a workspace as not trusted until it has heard from its server.
   *
   * @param {string} name
   * @param {string} title
   */
  async contextMenu(name, title) {
    const item = this.page.locator('.monaco-menu').getByRole('menuitem', { name: title });
    const end = Date.now() + limits.step;
    for (;;) {
      await this.entry(name).click({ button: 'right' });
      await item.waitFor();
      // Menus ignore the mouse for their first 200 ms, lest the click that opened them chooses something.
      await this.page.waitForTimeout(300);
      if ((await item.getAttribute('aria-disabled')) !== 'true') return item.click();
      await this.page.keyboard.press('Escape');
      await item.waitFor({ state: 'hidden' });
      if (Date.now() > end) throw new Error(`"${title}" stayed disabled for ${name}.`);
    }
  }

  /**
   * Opens a model of the Explorer. Its tab is in front then: until that is so, the page that was there before would
   * take what is meant for the model's.
   *
   * @param {string} name
   */
  async openModel(name) {
    await this.contextMenu(name, 'Open Saved Model');
    await this.page.locator('.tab.active').getByText(name, { exact: true }).waitFor();
  }

  /** The page inside the webview that is in front. @returns {FrameLocator} */
  view() {
    return this.page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  /** Chooses a view of the webview in front. @param {string} name */
  async showView(name) {
    await this.view()
      .getByRole('tab', { name: new RegExp(`^${name}`) })
      .click();
  }

  /**
   * What was logged because of us: errors and warnings of our page, among them every violation of its content
   * policy, and errors that name our extension. VS Code's own are not ours to mend.
   */
  complaints() {
    const ours = this.messages
      .filter(({ url, text }) => url.includes(ourPages) || `${url} ${text}`.includes(ourExtension))
      .filter(({ text }) => !text.startsWith(sandboxWarning))
      // The same breach of a policy differs by nonce and hash only.
      .map(({ type, text }) => `${type}: ${text.replaceAll(/'(nonce|sha256)-[^']*'/g, "'$1-…'")}`);
    return [...new Set(ours)];
  }

  /** Leaves and ends the browser; the server keeps extension hosts for hours when a page just vanishes. */
  async close() {
    await this.page.goto('about:blank').catch(() => undefined);
    await this.browser.close();
  }
}

/** Whether something shows within a moment. @param {import('playwright-core').Locator} what */
function comes(what) {
  return what.waitFor({ timeout: 1_500 }).then(
    () => true,
    () => false,
  );
}
