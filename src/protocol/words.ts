import type { Method } from './requests.ts';

/** What is being done, in a word or two, for every request that a person may have to wait for. */
export const doing: Readonly<Partial<Record<Method, string>>> = {
  'artifact/open': 'Opening',
  'artifact/layers': 'Reading layers',
  'artifact/layer-summary': 'Summing up the layers',
  'graph/list': 'Reading the graph',
  'graph/picture': 'Drawing the graph',
  'graph/node': 'Reading the graph',
  'graph/search': 'Searching the graph',
  'artifact/tensors': 'Listing tensors',
  'artifact/values': 'Reading values',
  'artifact/statistics': 'Statistics',
  'artifact/preview': 'Reading the file',
  'verify/run': 'Verifying',
  'verify/last': 'Looking for the last verdict',
  'verify/sample': 'Making a sample input',
  'verify/record': 'Recording a prediction',
  'runtime/doctor': 'Looking for TensorFlow',
  'runtime/setup': 'Getting TensorFlow',
};
