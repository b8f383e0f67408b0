import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { arrayHeader, writeArray } from '../support/array-writer.ts';
import { writeBundle } from '../support/bundle-writer.ts';
import { writeHdf5 } from '../support/hdf5-writer.ts';
import { unreadable } from '../support/readable.ts';
import { chooseTheme, pageFrame, type Theme } from '../support/page.ts';
import { fixture, workbenchSuite } from '../support/workbench.ts';
import { checkpoint } from '../unit/codec/object-graph/builder.ts';
import {
  savedModel,
  smallMetaGraph,
  smallVariables,
  type MetaGraphInit,
} from '../unit/formats/saved-model/writer.ts';

// What holds nothing says so: what was found, what that means, and where there is something.

const emptyFile = await writeHdf5(() => undefined);

function fill(folder: string): void {
  const write = (name: string, bytes: Uint8Array | string): void => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
  const model = (name: string, init: MetaGraphInit): void => {
    write(path.join(name, 'saved_model.pb'), savedModel(smallMetaGraph(init)));
  };
  model('constants', { objectGraphDef: { nodes: [{}] } });
  model('nothing', { objectGraphDef: { nodes: [{}] }, signatureDef: {} });
  model('uncallable', { signatureDef: {} });
  for (const [name, bytes] of smallVariables()) write(path.join('uncallable', name), bytes);
  const { graph } = checkpoint({});
  const bundle = writeBundle('ckpt', [
    { name: '_CHECKPOINTABLE_OBJECT_GRAPH', dtype: 'string', shape: [], strings: [graph] },
  ]);
  for (const [name, bytes] of bundle) write(name, bytes);
  write('rows.npy', writeArray(arrayHeader("'<f4'", [0, 4])));
  write('empty.h5', emptyFile);
  cpSync(fixture('calls-python'), path.join(folder, 'functions'), { recursive: true });
}

/** What is opened, the view that it leads to, and what it says. */
const cases: readonly (readonly [name: string, link: string, said: RegExp])[] = [
  [
    'constants',
    'Signatures',
    /1 meta graph, tagged serve, with 2 nodes and no variables.*constants/,
  ],
  ['nothing', 'Metadata', /no variables.*Nothing in it can be called/],
  ['ckpt.index', 'Tensors', /holds the graph of its objects and no variable/],
  ['rows.npy', 'Tensors', /has a shape and no element: one of its dimensions is 0/],
  ['empty.h5', 'Metadata', /holds no dataset/],
];

workbenchSuite('what holds nothing', { fill }, (it) => {
  const kinds: readonly Theme[] = ['Light Modern', 'Dark High Contrast'];

  for (const [name, link, said] of cases) {
    it(`${name} says what it lacks, and leads to ${link}`, async ({ workbench }) => {
      // Files that are ours by their name open at a click.
      if (/\.(?:index|h5)$/.test(name)) await workbench.entry(name).click();
      else await workbench.contextMenu(name, 'Open Saved Model');
      const view = workbench.view();
      await view.getByText(said).waitFor();
      await view
        .getByRole('button', { name: `Open ${link}` })
        .last()
        .click();
      await view.getByRole('tab', { name: new RegExp(`^${link}`), selected: true }).waitFor();
    });
  }

  it('it can be read in every kind of theme', async ({ workbench }) => {
    await workbench.contextMenu('nothing', 'Open Saved Model');
    for (const theme of kinds) {
      await chooseTheme(workbench, theme);
      for (const tab of await workbench.view().getByRole('tab').all()) {
        await tab.click();
        assert.deepEqual(await unreadable(await pageFrame(workbench)), [], theme);
      }
    }
  });

  it('a model without a signature is not offered for verification, and says why when asked', async ({
    workbench,
  }) => {
    await workbench.contextMenu('uncallable', 'Verify Round Trip');
    const view = workbench.view();
    await view.getByText('A model without signatures cannot be verified').waitFor();
    const tabs = (await view.getByRole('tab').allInnerTexts()).join(' ');
    assert.match(tabs, /Signatures/);
    assert.doesNotMatch(tabs, /Verify/);
    await workbench.showView('Signatures');
    await view.getByText(/has no signature.*nothing in it can be called by a name/).waitFor();
  });

  it('what Python can call stands under the signatures', async ({ workbench }) => {
    await workbench.openModel('functions');
    await workbench.showView('Signatures');
    const table = workbench.view().getByRole('table', { name: 'Functions' });
    await table.getByRole('row', { name: 'serve x: float32 (?)' }).waitFor();
  });
});
