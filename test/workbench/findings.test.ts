import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { workbenchSuite } from '../support/workbench.ts';
import { savedModel, smallMetaGraph, smallVariables } from '../unit/formats/saved-model/writer.ts';

/** A model that reads a file when it is called, and asks for a GPU and for ops that nobody has. */
function writeModel(folder: string): void {
  const nodes = [
    { name: 'x', op: 'Placeholder', device: '/device:GPU:0' },
    { name: 'y', op: 'ReadFile', input: ['x'] },
    { name: 'z', op: 'Own>Op' },
    { name: 'w', op: 'WriteFile', input: ['x', 'x'] },
  ];
  const files = new Map([
    ['saved_model.pb', savedModel(smallMetaGraph({ graphDef: { node: nodes } }))],
    ...smallVariables(),
  ]);
  for (const [file, content] of files) {
    const at = path.join(folder, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, content);
  }
}

workbenchSuite(
  'findings',
  {
    fill: (folder) => {
      writeModel(path.join(folder, 'reads'));
    },
  },
  (it) => {
    it('say what running does and lead to the signature that does it', async ({ workbench }) => {
      await workbench.contextMenu('reads', 'Open Saved Model');
      const view = workbench.view();
      await view.getByRole('heading', { name: 'When it is run' }).waitFor();
      await view.getByRole('heading', { name: 'Where it will not load' }).waitFor();
      const finding = view.getByRole('listitem').filter({ hasText: 'Running it reads files' });
      await finding.getByText('Warning').waitFor();
      await finding.getByText(/Run it only where you trust who made it/).waitFor();
      await finding.getByRole('button', { name: 'serving_default' }).click();
      await view.getByRole('tab', { name: /^Signatures/, selected: true }).waitFor();
    });

    it('stand in Verify in one line before the first run, and the link leads to all of them', async ({
      workbench,
    }) => {
      await workbench.showView('Verify');
      const view = workbench.view();
      await view.getByText(/^Running it reads files: ReadFile in serving_default\./).waitFor();
      await view.getByRole('button', { name: 'Findings', exact: true }).click();
      await view.getByRole('tab', { name: 'Metadata', selected: true }).waitFor();
      await view.getByText(/^A function of it that no signature calls writes files/).waitFor();
    });
  },
);
