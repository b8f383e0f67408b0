import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { chooseTheme, pageFrame } from '../support/page.ts';
import { fixture, sample, workbenchSuite, type Editor } from '../support/workbench.ts';

/** The graph in the view in front. */
function graphOf({ workbench }: Editor): Locator {
  return workbench.view().getByRole('application', { name: /^Graph of/ });
}

/** A node of it, by the beginning of what a screen reader says. */
function nodeOf(editor: Editor, name: string): Locator {
  return graphOf(editor).getByRole('button', { name: new RegExp(`^${name}, `) });
}

async function showArchitecture(editor: Editor): Promise<void> {
  await editor.workbench.showView('Architecture');
  await nodeOf(editor, 'item_embedding').waitFor();
}

/** What the keyboard is at in the graph, for who hears it. */
function current(frame: Frame): Promise<string> {
  return frame.evaluate(`(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const id = at?.getAttribute('aria-activedescendant');
    return id ? at.getRootNode().getElementById(id).getAttribute('aria-label') : '';
  })()`);
}

async function currentIs(frame: Frame, expected: RegExp): Promise<void> {
  for (const end = Date.now() + 30_000; ;) {
    const now = await current(frame);
    if (expected.test(now)) return;
    if (Date.now() > end) assert.match(now, expected);
    await frame.waitForTimeout(100);
  }
}

/** Where the camera is, as the page says it: the transform of its one layer. */
function camera(frame: Frame): Promise<string> {
  return frame.evaluate(`(() => {
    const graph = document.querySelector('saved-model-app').shadowRoot.querySelector('sm-architecture')
      .shadowRoot.querySelector('sm-graph');
    return graph.shadowRoot.querySelector('.camera').style.transform;
  })()`);
}

/** Whether all of a node is in the pane of the graph. */
async function inSight(editor: Editor, node: Locator): Promise<boolean> {
  const [pane, box] = [await graphOf(editor).boundingBox(), await node.boundingBox()];
  if (pane === null || box === null) return false;
  return (
    box.x >= pane.x &&
    box.y >= pane.y &&
    box.x + box.width <= pane.x + pane.width + 1 &&
    box.y + box.height <= pane.y + pane.height + 1
  );
}

/** Saves a picture where the dialog says, under a name. @returns the file */
async function exported({ workbench, folder }: Editor, format: 'SVG' | 'PNG'): Promise<string> {
  const { page } = workbench;
  const view = workbench.view();
  await view.getByRole('button', { name: 'Export Picture' }).click();
  await view.getByRole('menuitem', { name: `Export as ${format}` }).click();
  const target = path.join(folder, 'pictures', `graph.${format.toLowerCase()}`);
  const dialog = page.locator('.quick-input-widget');
  const box = dialog.locator('.quick-input-box input');
  await box.waitFor();
  // The dialog puts its own proposal there when it has read the folder, whatever stands there by then.
  for (const end = Date.now() + 30_000; !existsSync(target);) {
    assert.ok(Date.now() < end, `no ${format} was written`);
    if (await box.isVisible()) {
      await box.fill(target);
      await page.waitForTimeout(500);
      if ((await box.inputValue()) === target)
        await dialog.getByRole('button', { name: 'OK' }).click();
    }
    await page.waitForTimeout(500);
  }
  await page.waitForTimeout(300); // until all of it is there
  return target;
}

workbenchSuite(
  'architecture',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      cpSync(sample('training-run'), path.join(folder, 'run'), { recursive: true });
      cpSync(fixture('keras2-two-tower-save'), path.join(folder, 'towers'), { recursive: true });
      mkdirSync(path.join(folder, 'pictures'));
    },
  },
  (it) => {
    it('shows the layers with what flows between them, from input to output', async (editor) => {
      const { workbench } = editor;
      await workbench.openModel('recommender');
      await showArchitecture(editor);
      const names = await graphOf(editor)
        .getByRole('button')
        .evaluateAll((all: unknown[]) =>
          all.map((each) => (each as { ariaLabel: string | null }).ariaLabel ?? ''),
        );
      assert.deepEqual([...names].sort(), [
        'binary_rating, Dense · sigmoid, 65 parameters, from concatenate, to binary_rating',
        'binary_rating, float32 (?, 1), output, from binary_rating',
        'concatenate, Concatenate · axis -1, from user_embedding and item_embedding, to binary_rating and purchase_probability',
        'item_embedding, Embedding, 16,000 parameters, from item_id, to concatenate',
        'item_id, int64 (?), input, to item_embedding',
        'purchase_probability, Dense · sigmoid, 65 parameters, from concatenate, to purchase_probability',
        'purchase_probability, float32 (?, 1), output, from purchase_probability',
        'user_embedding, Embedding, 32,000 parameters, from user_id, to concatenate',
        'user_id, int64 (?), input, to user_embedding',
      ]);
    });

    it('has one selection in tree, graph and detail, and a click moves nothing', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      const frame = await pageFrame(workbench);
      const before = await camera(frame);
      await nodeOf(editor, 'item_embedding').click();
      await view.locator('[role=row][aria-selected=true]', { hasText: 'item_embedding' }).waitFor();
      const detail = view.getByRole('region', { name: 'Layer' });
      await detail.getByRole('heading', { name: 'item_embedding' }).waitFor();
      assert.equal(await camera(frame), before);
      await detail.getByRole('button', { name: 'concatenate' }).click();
      await detail.getByRole('heading', { name: 'concatenate' }).waitFor();
      await view.getByRole('row', { name: /user_embedding/ }).click();
      await nodeOf(editor, 'user_embedding').and(view.locator('[aria-pressed=true]')).waitFor();
      await detail.getByText('Optimizer slots').first().waitFor();
    });

    it('is walked with the keyboard along its edges, opened and closed', async (editor) => {
      const { workbench } = editor;
      const { keyboard } = workbench.page;
      const frame = await pageFrame(workbench);
      await nodeOf(editor, 'item_id').click();
      await currentIs(frame, /^item_id, int64/);
      await keyboard.press('ArrowDown');
      await currentIs(frame, /^item_embedding/);
      await keyboard.press('ArrowRight');
      await currentIs(frame, /^user_embedding/);
      await keyboard.press('ArrowDown');
      await keyboard.press('ArrowDown');
      await currentIs(frame, /^binary_rating, Dense/);
      await keyboard.press('Enter');
      const product = nodeOf(editor, 'MatMul');
      await product.waitFor();
      await workbench.view().getByText('kernel 64×1').waitFor();
      await product.click();
      await currentIs(frame, /^MatMul/);
      await workbench
        .view()
        .getByRole('region', { name: 'Node' })
        .getByText('float32 (64, 1)')
        .waitFor();
      await keyboard.press('Backspace');
      await currentIs(frame, /^binary_rating, Dense/);
      await keyboard.press('Enter');
      await product.waitFor({ state: 'detached' });
      await keyboard.press('Escape');
      await workbench.view().getByRole('region', { name: 'Model' }).waitFor();
    });

    it('finds ops by name and goes there, through the groups on the way', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      const { keyboard } = workbench.page;
      await view.getByRole('textbox', { name: /^Find layer/ }).fill('Sigmoid');
      await view.getByText(/^\d hits?$/).waitFor();
      assert.ok((await graphOf(editor).locator('.node.dim').count()) > 0);
      await keyboard.press('Enter');
      const found = nodeOf(editor, 'Sigmoid').and(view.locator('[aria-pressed=true]'));
      await found.waitFor();
      await workbench.page.waitForTimeout(500);
      assert.ok(await inSight(editor, found));
      const first = await found.getAttribute('id');
      await keyboard.press('Enter');
      await found.and(view.locator(`:not(#${first ?? ''})`)).waitFor();
      await keyboard.press('Escape');
      assert.equal(await graphOf(editor).locator('.node.dim').count(), 0);
      await view.getByRole('button', { name: 'Collapse All' }).click();
      await nodeOf(editor, 'Sigmoid').first().waitFor({ state: 'detached' });
    });

    it('zooms and pans with wheel, drag, keys and buttons', async (editor) => {
      const { workbench } = editor;
      const { page } = workbench;
      const view = workbench.view();
      const frame = await pageFrame(workbench);
      const box = await graphOf(editor).boundingBox();
      assert.ok(box);
      let before = await camera(frame);
      const moves = async (what: string): Promise<void> => {
        await page.waitForTimeout(300);
        const now = await camera(frame);
        assert.notEqual(now, before, what);
        before = now;
      };
      await page.mouse.move(box.x + 30, box.y + 60);
      await page.mouse.wheel(0, -200);
      await moves('wheel');
      await page.mouse.down();
      await page.mouse.move(box.x + 130, box.y + 90, { steps: 4 });
      await page.mouse.up();
      await moves('drag');
      await graphOf(editor).focus();
      await page.keyboard.press('+');
      await moves('+');
      await view.getByRole('button', { name: 'Zoom Out' }).click();
      await moves('Zoom Out');
      await view.getByRole('button', { name: 'Show All' }).click();
      await page.waitForTimeout(500);
      for (const name of ['user_id', 'purchase_probability'])
        assert.ok(await inSight(editor, nodeOf(editor, name).last()), name);
    });

    it('shows every op where one wants to', async (editor) => {
      const view = editor.workbench.view();
      await view.getByRole('radio', { name: 'Ops' }).click();
      await nodeOf(editor, 'Identity').first().waitFor();
      await view.getByRole('radio', { name: 'Layers' }).click();
      await nodeOf(editor, 'Identity').first().waitFor({ state: 'detached' });
    });

    it('is exported as SVG and as PNG, whole and in the colours of the theme', async (editor) => {
      const { workbench } = editor;
      const svg = readFileSync(await exported(editor, 'SVG'), 'utf8');
      const frame = await pageFrame(workbench);
      const read = await frame.evaluate<{
        readonly error: boolean;
        readonly texts: readonly string[];
        readonly ground: string;
        readonly page: string;
      }>(
        `((text) => {
          const root = new DOMParser().parseFromString(text, 'image/svg+xml');
          return {
            error: root.querySelector('parsererror') !== null,
            texts: [...root.querySelectorAll('text')].map((each) => each.textContent),
            ground: root.querySelector('rect').getAttribute('fill'),
            page: '#' + getComputedStyle(document.body).backgroundColor.match(/\\d+/g)
              .map((part) => Number(part).toString(16).padStart(2, '0')).join(''),
          };
        })(${JSON.stringify(svg)})`,
      );
      assert.ok(!read.error);
      for (const text of ['user_embedding', 'Dense · sigmoid', '16,000', '(?, 64)'])
        assert.ok(read.texts.includes(text), text);
      assert.equal(read.ground, read.page);
      const png = readFileSync(await exported(editor, 'PNG'));
      assert.deepEqual([...png.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
      assert.ok(png.readUInt32BE(16) > 600 && png.readUInt32BE(20) > 600);
    });

    it('is as it was when its tab was hidden, and when the window was loaded again', async (editor) => {
      const { workbench } = editor;
      const { page } = workbench;
      await nodeOf(editor, 'purchase_probability').first().dblclick();
      await nodeOf(editor, 'BiasAdd').waitFor();
      await workbench.view().getByRole('button', { name: 'Zoom In' }).click();
      await page.waitForTimeout(600);
      const before = await camera(await pageFrame(workbench));
      const isAsBefore = async (): Promise<void> => {
        await nodeOf(editor, 'BiasAdd').waitFor();
        const pressed = workbench.view().locator('[aria-pressed=true]');
        await nodeOf(editor, 'purchase_probability').and(pressed).waitFor();
        for (const end = Date.now() + 10_000; ;) {
          const now = await camera(await pageFrame(workbench));
          if (now === before) return;
          if (Date.now() > end) assert.equal(now, before);
          await page.waitForTimeout(100);
        }
      };
      await workbench.openModel('run');
      await workbench.view().getByText('3 checkpoints').first().waitFor();
      await page.getByRole('tab', { name: /^recommender/ }).click();
      await isAsBefore();
      await workbench.command('Developer: Reload Window');
      await page.locator('iframe.webview.ready').first().waitFor({ state: 'detached' });
      await isAsBefore();
    });

    it('has one pane at a time where there is no room for more', async (editor) => {
      const { workbench } = editor;
      const { page } = workbench;
      const view = workbench.view();
      await page.setViewportSize({ width: 800, height: 900 });
      await view.getByRole('radio', { name: 'Graph' }).click();
      await graphOf(editor).waitFor();
      assert.ok(!(await view.getByRole('treegrid').isVisible()));
      await view.getByRole('radio', { name: 'Tree' }).click();
      await view.getByRole('row', { name: /item_embedding/ }).click();
      await view.getByRole('heading', { name: 'item_embedding' }).waitFor();
      assert.ok(!(await graphOf(editor).isVisible()));
      await view.getByRole('button', { name: 'Close' }).click();
      await view.getByRole('treegrid').waitFor();
      await page.setViewportSize({ width: 1400, height: 900 });
    });

    it('copies what model.summary() prints', async (editor) => {
      const { workbench } = editor;
      await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await workbench.view().getByRole('button', { name: 'Copy summary()' }).click();
      for (const end = Date.now() + 20_000; ;) {
        const text = await workbench.page.evaluate('navigator.clipboard.readText()');
        if (typeof text === 'string' && /Total params/.test(text)) return;
        assert.ok(Date.now() < end, String(text));
        await workbench.page.waitForTimeout(100);
      }
    });

    it('opens the groups around a layer that the tree leads to', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      await workbench.openModel('towers');
      await workbench.showView('Architecture');
      await nodeOf(editor, 'user_tower').waitFor();
      await view
        .getByRole('row', { name: /projection/ })
        .first()
        .click();
      const pressed = nodeOf(editor, 'projection').and(view.locator('[aria-pressed=true]'));
      await pressed.waitFor();
      await workbench.page.waitForTimeout(500);
      assert.ok(await inSight(editor, pressed));
      await view.getByText('user_tower').first().waitFor();
    });

    it('leads from Overview to what is clicked, and from a tensor to its layer', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      await workbench.openModel('recommender');
      await workbench.showView('Overview');
      const picture = view.getByRole('application', { name: /^Picture of/ });
      await picture.getByRole('button', { name: /^concatenate, / }).click();
      await view.getByRole('region').getByRole('heading', { name: 'concatenate' }).waitFor();
      await workbench.showView('Tensors');
      await view
        .getByRole('row', { name: /item_embedding/ })
        .first()
        .dblclick();
      await view
        .getByRole('complementary', { name: 'Figures' })
        .getByRole('button', { name: 'item_embedding' })
        .click();
      await view.getByRole('region', { name: 'Layer' }).waitFor();
      await nodeOf(editor, 'item_embedding').and(view.locator('[aria-pressed=true]')).waitFor();
    });

    it('moves at once for who asked for less motion', async (editor) => {
      const { page } = editor.workbench;
      const frame = await pageFrame(editor.workbench);
      const glide = () =>
        frame.evaluate<string>(`(() => {
          const layer = document.querySelector('saved-model-app').shadowRoot.querySelector('sm-architecture')
            .shadowRoot.querySelector('sm-graph').shadowRoot.querySelector('.camera');
          layer.classList.add('gliding');
          const { transitionDuration } = getComputedStyle(layer);
          layer.classList.remove('gliding');
          return transitionDuration;
        })()`);
      assert.equal(await glide(), '0.12s');
      await page.emulateMedia({ reducedMotion: 'reduce' });
      try {
        assert.equal(await glide(), '0s');
      } finally {
        await page.emulateMedia({ reducedMotion: null });
      }
    });

    it('has the tree alone where there is no graph', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      await workbench.openModel('run');
      await view.getByText('3 checkpoints').first().waitFor();
      await workbench.showView('Architecture');
      await view.getByRole('columnheader', { name: 'Memory' }).waitFor();
      assert.equal(await graphOf(editor).count(), 0);
    });

    it('is there in every kind of theme', async (editor) => {
      for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast'] as const) {
        await editor.workbench.openModel('recommender');
        await editor.workbench.view().getByRole('tab', { name: 'Architecture' }).waitFor();
        await chooseTheme(editor.workbench, theme);
        await showArchitecture(editor);
      }
    });
  },
);
