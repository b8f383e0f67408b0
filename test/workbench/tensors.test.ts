import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { askTensorFlow, sample, workbenchSuite } from '../support/workbench.ts';

const key = 'user_embedding/embeddings/.ATTRIBUTES/VARIABLE_VALUE';

workbenchSuite(
  'tensors',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
    },
  },
  (it) => {
    it('the table lists the weights with dtype, shape and role', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Open Saved Model');
      await workbench.showView('Tensors');
      const row = workbench
        .view()
        .getByRole('row', { name: /user_embedding/ })
        .first();
      assert.match(await row.innerText(), /float32[^]*1000 × 32[^]*125 KB/);
    });

    it('a tensor opens to the values that TensorFlow reads', async ({ workbench, folder }) => {
      const view = workbench.view();
      await view
        .getByRole('row', { name: /user_embedding/ })
        .first()
        .dblclick();
      const values = askTensorFlow(
        'value = tf.train.load_checkpoint(sys.argv[1]).get_tensor(sys.argv[2])\nprint(json.dumps(value[0][:3].tolist()))',
        path.join(folder, 'recommender', 'variables', 'variables'),
        key,
      );
      assert.ok(Array.isArray(values));
      for (const value of values) await view.getByText(Number(value).toFixed(4)).first().waitFor();
    });
  },
);
