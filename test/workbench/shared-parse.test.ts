import { cpSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sample, workbenchSuite } from '../support/workbench.ts';

/** Other bytes in the same file, of which size and time of modification tell nothing. */
function spoil(file: string): void {
  const { atime, mtime, size } = statSync(file);
  writeFileSync(file, Buffer.alloc(size, 0xff), { flag: 'r+' });
  utimesSync(file, atime, mtime);
}

const model = (folder: string): string => path.join(folder, 'recommender', 'saved_model.pb');

workbenchSuite(
  'one parse for all tabs',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      // A whole second is kept exactly when it is set again.
      const time = new Date(1_700_000_000_000);
      utimesSync(model(folder), time, time);
    },
  },
  (it) => {
    let bytes: Buffer;

    it('a second tab shows what the first has read, though the file is spoilt', async (editor) => {
      const { workbench, folder } = editor;
      await workbench.contextMenu('recommender', 'Open Saved Model');
      await workbench.view().getByText('48,130').first().waitFor();
      bytes = readFileSync(model(folder));
      spoil(model(folder));
      await workbench.expand('recommender');
      await workbench.entry('saved_model.pb').click();
      await workbench.view().getByText('48,130').first().waitFor();
    });

    it('after the last tab is closed, the file is read again', async ({ workbench, folder }) => {
      await workbench.command('View: Close All Editors');
      await workbench.page.locator('iframe.webview.ready').first().waitFor({ state: 'detached' });
      await wait(6_000); // it is kept for 5 s, for a tab that moves
      await workbench.entry('saved_model.pb').click();
      await workbench.view().getByRole('alert').waitFor();
      writeFileSync(model(folder), bytes);
    });
  },
);
