import { cpSync } from 'node:fs';
import path from 'node:path';
import { sample, workbenchSuite } from '../support/workbench.ts';

workbenchSuite(
  'in an untrusted workspace',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
    },
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.untrustedFiles': 'open',
    },
  },
  (it) => {
    it('the model shows, and running it waits for trust', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Open Saved Model');
      const view = workbench.view();
      await view.getByText('48,130').first().waitFor();
      await view.getByText('Restricted Mode: shown, not run').waitFor();
    });
  },
);
