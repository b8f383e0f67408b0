import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import type { Workbench } from '../../scripts/lib/workbench.mjs';

/** The page of the webview in front, as a frame that scripts can run in. */
export async function pageFrame({ page }: Workbench): Promise<Frame> {
  for (const end = Date.now() + 30_000; ;) {
    const outer = page.locator('iframe.webview.ready').filter({ visible: true });
    const frame = await (await outer.elementHandle()).contentFrame();
    // A page that is only just there takes the place of another one.
    const inner = await frame
      ?.waitForSelector('iframe#active-frame')
      .then((element) => element.contentFrame())
      .catch(() => null);
    if (inner) return inner;
    assert.ok(Date.now() < end, 'there is no page in the webview');
  }
}

/** Themes that VS Code brings, by the names its picker shows, with their ids. */
export const themes = {
  'Dark Modern': 'Default Dark Modern',
  'Light Modern': 'Default Light Modern',
  'Dark+': 'Default Dark+',
  'Light+': 'Default Light+',
  'Quiet Light': 'Quiet Light',
  'Solarized Light': 'Solarized Light',
  'Solarized Dark': 'Solarized Dark',
  Monokai: 'Monokai',
  'Dark High Contrast': 'Default High Contrast',
  'Light High Contrast': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof themes;

/** Chooses a theme; answers when the page in front has it. */
export async function chooseTheme(workbench: Workbench, theme: Theme): Promise<void> {
  const frame = await pageFrame(workbench);
  await workbench.command('Preferences: Color Theme');
  const box = workbench.page.locator('.quick-input-box input');
  await box.fill(theme);
  const entry = workbench.page.locator(
    `.quick-input-list :is([aria-label="${theme}"], [aria-label^="${theme}, "])`,
  );
  await entry.click();
  await frame.waitForSelector(`body[data-vscode-theme-id="${themes[theme]}"]`);
}
