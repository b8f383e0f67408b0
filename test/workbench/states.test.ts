import assert from 'node:assert/strict';
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { chooseTheme, pageFrame, type Theme } from '../support/page.ts';
import { unreadable } from '../support/readable.ts';
import { fixture, sample, workbenchSuite, type Editor } from '../support/workbench.ts';

/** The themes with the least contrast of their own, and those for who needs most. */
const kinds: readonly Theme[] = [
  'Solarized Light',
  'Quiet Light',
  'Dark High Contrast',
  'Light High Contrast',
];

/** Edges of banners, cards and chips that are not the theme's own edge, in a high-contrast theme. */
const edges = `(() => {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = 'var(--vscode-contrastBorder)';
  const edge = getComputedStyle(probe).color;
  probe.remove();
  const found = [];
  const nodes = [document.body];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    nodes.push(...node.children, ...(node.shadowRoot?.children ?? []));
    if (!node.matches('.banner, .card, .headline, .chip:not([aria-pressed=true]), .badge')) continue;
    const { borderTopColor, borderTopStyle } = getComputedStyle(node);
    if (borderTopStyle !== 'solid' || borderTopColor !== edge) found.push(node.className + ' ' + borderTopColor);
  }
  return found;
})()`;

async function assertSeen({ workbench }: Editor): Promise<void> {
  for (const theme of kinds) {
    await chooseTheme(workbench, theme);
    const frame: Frame = await pageFrame(workbench);
    assert.deepEqual(await unreadable(frame), [], theme);
    if (theme.endsWith('Contrast')) assert.deepEqual(await frame.evaluate(edges), [], theme);
  }
}

workbenchSuite(
  'what is not fine is seen',
  {
    fill: (folder) => {
      const copy = (from: string, name: string): void => {
        cpSync(from, path.join(folder, name), { recursive: true });
      };
      copy(sample('recommender'), 'recommender');
      copy(sample('recommender'), 'damaged');
      const data = path.join(folder, 'damaged', 'variables', 'variables.data-00000-of-00001');
      const bytes = readFileSync(data);
      bytes[200_000] = ~(bytes[200_000] ?? 0) & 0xff;
      writeFileSync(data, bytes);
      for (const name of ['changed-weights', 'random-output', 'unknown-op']) {
        copy(fixture(name), name);
      }
      copy(fixture('changed-weights'), 'no-original');
      rmSync(path.join(folder, 'no-original', 'predictions.json'));
      writeFileSync(path.join(folder, 'damaged.pb'), 'no graph');
    },
  },
  (it) => {
    const verdicts: readonly (readonly [model: string, words: string])[] = [
      ['recommender', 'Match: predicts what'],
      ['changed-weights', 'Different: the reloaded model'],
      ['random-output', 'Not deterministic:'],
      ['unknown-op', 'Cannot run:'],
      ['no-original', 'No original to compare with'],
    ];
    for (const [model, words] of verdicts) {
      it(`the verdict on ${model}`, async (editor) => {
        const { workbench } = editor;
        await workbench.contextMenu(model, 'Verify Round Trip');
        await workbench.view().getByText(words).first().waitFor();
        await assertSeen(editor);
        await workbench.showView('Overview');
        await workbench.view().getByText(words).first().waitFor();
        await assertSeen(editor);
      });
    }

    it('a model that was not verified yet', async (editor) => {
      const { workbench } = editor;
      await workbench.openModel('damaged');
      await workbench.showView('Verify');
      await workbench.view().getByRole('textbox', { name: 'Sample input as JSON' }).waitFor();
      await assertSeen(editor);
    });

    it('a damaged tensor, in its table and among the findings', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      await workbench.showView('Tensors');
      await view.getByText('1 of 27 tensors is damaged').waitFor();
      await assertSeen(editor);
      await workbench.showView('Overview');
      await view.getByText('does not match its checksum').waitFor();
      await assertSeen(editor);
    });

    it('a filter without hits', async (editor) => {
      const { workbench } = editor;
      await workbench.showView('Tensors');
      const view = workbench.view();
      await view.getByRole('textbox', { name: 'Filter tensors' }).fill('nothing like it');
      await view.getByText('No tensor of 27 matches “nothing like it”').waitFor();
      await assertSeen(editor);
      await view.getByRole('button', { name: 'Clear filter' }).click();
    });

    it('a model that is gone', async (editor) => {
      const { workbench, folder } = editor;
      renameSync(path.join(folder, 'damaged'), path.join(folder, '..', 'away'));
      await workbench.view().getByText('damaged is gone').waitFor();
      await assertSeen(editor);
      renameSync(path.join(folder, '..', 'away'), path.join(folder, 'damaged'));
      await workbench.view().getByText('damaged is gone').waitFor({ state: 'detached' });
    });

    it('a file that is no model', async (editor) => {
      const { workbench } = editor;
      await workbench.contextMenu('damaged.pb', 'Open Saved Model');
      await workbench.view().getByText('This cannot be opened as a saved model').waitFor();
      await assertSeen(editor);
    });
  },
);
