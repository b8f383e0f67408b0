import { editMessage, fieldNumbers, type Edit } from './saved-model-wire.ts';

/** `saved_model.pb` with no op pinned to a device, neither of the graph nor of its functions. */
export function clearDevices(savedModel: Uint8Array): Uint8Array[] {
  return editMessage(savedModel, edit);
}

const numbers = fieldNumbers;
const withoutDevice: Edit = { [numbers.node.device]: 'drop' };
const functions: Edit = { [numbers.library.function]: { [numbers.function.node]: withoutDevice } };
const edit: Edit = {
  [numbers.savedModel.metaGraphs]: {
    [numbers.metaGraph.graph]: {
      [numbers.graph.node]: withoutDevice,
      [numbers.graph.library]: functions,
    },
  },
};
