import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { askTensorFlow, sample, workbenchSuite } from '../support/workbench.ts';

/** The beginning of the table of users, the only weights of this shape. */
const firstValues = `
reader = tf.train.load_checkpoint(sys.argv[1])
shapes = reader.get_variable_to_shape_map()
[name] = [n for n in shapes if shapes[n] == [1000, 32] and not n.startswith('optimizer')]
print(json.dumps(reader.get_tensor(name)[0][:3].tolist()))
`;

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
        firstValues,
        path.join(folder, 'recommender', 'variables', 'variables'),
      );
      assert.ok(Array.isArray(values));
      for (const value of values) await view.getByText(Number(value).toFixed(4)).first().waitFor();
    });
  },
);
