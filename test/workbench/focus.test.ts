import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { chooseTheme, pageFrame, type Theme } from '../support/page.ts';
import { sample, workbenchSuite, type Editor } from '../support/workbench.ts';

const views = ['Overview', 'Architecture', 'Signatures', 'Tensors', 'Metadata', 'Verify'];

/** What has the focus, however deep in the page, and where it is; null when it has left the page. */
const stop = `(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (at === null || at === document.body) return null;
  const { x, y, width, height } = at.getBoundingClientRect();
  return { name: [at.localName, ...at.classList, at.ariaLabel ?? at.innerText?.slice(0, 30)].join(' '), x, y, width, height };
})()`;

type Clip = NonNullable<NonNullable<Parameters<Page['screenshot']>[0]>['clip']>;

interface Stop {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Takes the focus from what has it, and keeps what that was. */
const blur = `(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  at.blur();
  globalThis.lastStop = at;
})()`;

/** Gives the focus back, as the keyboard gave it. @returns whether what had it is still there */
const refocus = `(() => {
  globalThis.lastStop.focus({ focusVisible: true });
  return globalThis.lastStop.isConnected;
})()`;

/** Answers when what has changed is on the page. */
const drawn = `new Promise((done) => {
  let frames = 4;
  const next = () => (frames-- > 0 ? requestAnimationFrame(next) : done());
  next();
})`;

/** A stop with what a ring around it takes, in the window. */
async function surroundings(page: Locator, at: Stop): Promise<Clip> {
  const edge = await page.boundingBox();
  assert.ok(edge, 'the page is not to be seen');
  return {
    x: Math.max(0, edge.x + at.x - 4),
    y: Math.max(0, edge.y + at.y - 4),
    width: at.width + 8,
    height: at.height + 8,
  };
}

/** Stops of the Tab key that look the same with the keyboard and without. */
async function unmarked({ workbench }: Editor, frame: Frame): Promise<readonly string[]> {
  const { page } = workbench;
  const place = page.locator('iframe.webview.ready').filter({ visible: true });
  const found: string[] = [];
  let stops = 0;
  for (;;) {
    await page.keyboard.press('Tab');
    const at = await frame.evaluate<Stop | null>(stop);
    if (at === null) break;
    stops += 1;
    // What VS Code shows of the page may be some frames behind it, and what comes in late may move it.
    let isMarked = false;
    for (let tries = 0; tries < 5 && !isMarked; tries++) {
      // What was there while something went on (Cancel) is no stop any more.
      isMarked = tries > 0 && !(await frame.evaluate<boolean>(refocus));
      const now = await frame.evaluate<Stop | null>(stop);
      if (isMarked) continue;
      assert.ok(now, `${at.name} has lost the focus by itself`);
      const clip = await surroundings(place, now);
      const look = async (): Promise<Buffer> => {
        await frame.evaluate(drawn);
        return page.screenshot({ clip, animations: 'disabled', caret: 'hide' });
      };
      const focused = await look();
      await frame.evaluate(blur);
      isMarked = !focused.equals(await look());
    }
    if (!isMarked) found.push(at.name);
    assert.ok(stops < 100, 'the Tab key goes round and round');
  }
  assert.ok(stops > 2, `only ${stops} stops`);
  return found;
}

workbenchSuite(
  'focus',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
    },
  },
  (it) => {
    it('the model opens', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Open Saved Model');
      await workbench.view().getByText('48,130').first().waitFor();
    });

    const kinds: readonly Theme[] = ['Light Modern', 'Dark High Contrast'];
    for (const theme of kinds) {
      it(`every stop of the Tab key shows in ${theme}`, async (editor) => {
        const { workbench } = editor;
        await chooseTheme(workbench, theme);
        const view = workbench.view();
        const frame = await pageFrame(workbench);
        for (const name of views) {
          await workbench.showView(name);
          if (name === 'Tensors') {
            await view
              .getByRole('row', { name: /item_embedding/ })
              .first()
              .dblclick();
            await view.getByText('crc32c ok').waitFor();
          }
          await view.getByRole('progressbar').first().waitFor({ state: 'detached' });
          const tab = view.getByRole('tab', { name: new RegExp(`^${name}`) });
          await tab.focus();
          await tab.and(view.locator(':focus')).waitFor();
          assert.deepEqual(await unmarked(editor, frame), [], name);
        }
      });
    }
  },
);
