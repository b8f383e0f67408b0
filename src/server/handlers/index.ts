import type { Method } from '../../protocol/requests.ts';
import type { Handler } from '../context.ts';
import { awaitChange } from './change.ts';
import { closeArtifact } from './close.ts';
import { examineRuntime } from './doctor.ts';
import { analyseEmbeddings } from './embedding-analysis.ts';
import { compareRows } from './embedding-compare.ts';
import { readLabels } from './embedding-labels.ts';
import { drawMap } from './embedding-map.ts';
import { findNeighbours } from './embedding-neighbours.ts';
import { plotNorms } from './embedding-norms.ts';
import { listRows } from './embedding-rows.ts';
import { listTables } from './embedding-tables.ts';
import { findInGraph, describeGraphNode, drawGraph, listGraphs } from './graphs.ts';
import { summariseLayers } from './layer-summary.ts';
import { listLayers } from './layers.ts';
import { openArtifact } from './open.ts';
import { measureMemory } from './memory.ts';
import { previewFile } from './preview.ts';
import { recordPrediction } from './record.ts';
import { makeSample } from './sample.ts';
import { setUpRuntime } from './setup.ts';
import { computeStatistics } from './statistics.ts';
import { listTensors } from './tensors.ts';
import { readValues } from './values.ts';
import { lastVerdict } from './verify-last.ts';
import { runVerify } from './verify-run.ts';
import { verdictState } from './verify-state.ts';

/** Every method and who answers it. */
export const handlers: { readonly [M in Method]: Handler<M> } = {
  'artifact/open': openArtifact,
  'artifact/close': closeArtifact,
  'artifact/change': awaitChange,
  'artifact/layers': listLayers,
  'artifact/layer-summary': summariseLayers,
  'graph/list': listGraphs,
  'graph/picture': drawGraph,
  'graph/node': describeGraphNode,
  'graph/search': findInGraph,
  'artifact/tensors': listTensors,
  'artifact/values': readValues,
  'artifact/statistics': computeStatistics,
  'embeddings/tables': listTables,
  'embeddings/analysis': analyseEmbeddings,
  'embeddings/norms': plotNorms,
  'embeddings/rows': listRows,
  'embeddings/neighbours': findNeighbours,
  'embeddings/compare': compareRows,
  'embeddings/map': drawMap,
  'embeddings/labels': readLabels,
  'artifact/preview': previewFile,
  'verify/run': runVerify,
  'verify/last': lastVerdict,
  'verify/state': verdictState,
  'verify/sample': makeSample,
  'verify/record': recordPrediction,
  'server/memory': measureMemory,
  'runtime/doctor': examineRuntime,
  'runtime/setup': setUpRuntime,
};
