import { cpSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../support/seeded-random.ts';
import { serverProcess } from '../support/server-process.ts';
import { sample, type Editor } from '../support/workbench.ts';
import { writeLargeCheckpoint } from './large-checkpoint.ts';
import { watchPage } from './page-watch.ts';

/** What somebody does with the page when the server is killed, and how many milliseconds that takes about. */
const uses = { open: 500, filter: 300, values: 500, statistics: 1500, verify: 2500 } as const;

export type Use = keyof typeof uses;

/** One kill, in milliseconds. */
export interface Kill {
  readonly use: Use;
  /** After the use began. */
  readonly moment: number;
  /** From the kill until the page said so, or went on as if nothing had been. */
  readonly said: number;
  /** From the kill until the page had an answer to something new. */
  readonly back: number;
}

/** Kills that a window sees: the fifth would be one too many, and is another test's. */
const killsInWindow = 4;

/** The models that kills need in the workspace. */
export function fillForKills(folder: string): void {
  cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
  writeLargeCheckpoint(folder);
}

/**
 * Kills the process that reads models again and again while the page is being used, at moments that depend on the
 * seed alone, in a fresh window every four kills.
 * @throws Error where the page does not come back
 */
export async function* kills(editor: Editor, count: number, seed: number): AsyncGenerator<Kill> {
  const random = seededRandom(seed);
  const killed = new Set<number>();
  const names = Object.keys(uses) as Use[];
  for (let index = 0; index < count; index++) {
    if (index > 0 && index % killsInWindow === 0) await freshWindow(editor);
    // Each use once before one comes again.
    const use = names[index % names.length] ?? 'open';
    yield await killDuring(editor, use, random() * uses[use], killed);
  }
}

export async function freshWindow({ workbench }: Editor): Promise<void> {
  await closeTabs(workbench);
  await workbench.page.reload();
  await workbench.entry('large.index').waitFor();
  await workbench.waitForExtension();
}

async function killDuring(
  editor: Editor,
  use: Use,
  moment: number,
  killed: Set<number>,
): Promise<Kill> {
  const { workbench } = editor;
  await closeTabs(workbench);
  await begin(editor, use);
  await wait(moment);
  const pid = await serverProcess(editor, killed);
  killed.add(pid);
  const sayings = ['Reading stopped unexpectedly', 'ended before it answered'];
  // What is being opened has no page yet that could be watched.
  const early = use === 'open' ? null : await watchPage(workbench, sayings, { longest: notice });
  process.kill(pid, 'SIGKILL');
  const start = Date.now();
  const saying = early ?? (await watchPage(workbench, ['Opening', 'Overview']));
  const said = await saying();

  await workbench.showView('Tensors');
  const question = `no-${String(pid)}`;
  const filter = workbench.view().getByRole('textbox', { name: 'Filter tensors' });
  await filter.fill(question);
  const answered = await watchPage(workbench, [`matches “${question}”`]);
  const back = await answered();
  if (back === null) throw new Error(`The page did not come back after ${use}.`);

  await filter.fill('');
  await workbench.view().getByRole('row').nth(1).waitFor();
  const underWay = await watchPage(workbench, ['Verifying…', 'Stop'], { wanted: false });
  if ((await underWay()) === null) throw new Error(`Something hangs after ${use}.`);
  // What is back before it was said needed no saying.
  return { use, moment: Math.round(moment), said: (said ?? back) - start, back: back - start };
}

/** Milliseconds in which it is said that the server ended; where it is back sooner than the page is drawn, it is not. */
const notice = 2000;

/** Starts what is to be disturbed and does not wait for it. */
async function begin({ workbench }: Editor, use: Use): Promise<void> {
  const view = workbench.view();
  if (use === 'verify') {
    await workbench.expand('recommender');
    await workbench.entry('saved_model.pb').click();
    await view.getByRole('button', { name: 'Verify Round Trip' }).first().click();
    return;
  }
  await workbench.entry('large.index').click();
  if (use === 'open') return;
  await workbench.showView('Tensors');
  const row = view.getByRole('row', { name: /block_7/ }).first();
  await row.waitFor();
  switch (use) {
    case 'filter':
      return view.getByRole('textbox', { name: 'Filter tensors' }).fill('block_1');
    case 'values':
      return row.click();
    case 'statistics':
      return view.getByRole('button', { name: 'Compute Statistics' }).click();
  }
}

async function closeTabs({ page }: Editor['workbench']): Promise<void> {
  const close = page.locator('.editor-group-container .tab .codicon-close');
  while ((await close.count()) > 0) await close.first().click();
}
