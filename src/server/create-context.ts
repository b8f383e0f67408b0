import { oneList } from '../core/one-list.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import { artifactStamp, openArtifact } from '../formats/open.ts';
import { LayoutThread } from '../graph/layout/layout-thread.ts';
import { withOutputShapes } from '../graph/shapes/layer-shapes.ts';
import { likelyTensorFlow } from '../runtime/likely.ts';
import { dependsOnTensorflow } from '../scan/loading.ts';
import { scan } from '../scan/scan.ts';
import type { ServerContext } from './context.ts';
import { withRecoveredLayers } from './recovered-layers.ts';
import { searchOptions } from './search-options.ts';
import { Sessions, type OpenOptions } from './sessions.ts';

/** What handlers work on, with sessions over every format that this project reads. */
export function createContext(parts: Omit<ServerContext, 'sessions' | 'layout'>): ServerContext {
  const context: ServerContext = {
    ...parts,
    layout: new LayoutThread(),
    sessions: new Sessions({
      open: (path, options) => openAndScan(context, path, options),
      stamp: artifactStamp,
    }),
  };
  return context;
}

/**
 * An artifact with the shapes of what its layers give, and with what the scan says of it behind the reader's own
 * findings of the same severity.
 */
async function openAndScan(
  context: ServerContext,
  path: string,
  options: OpenOptions,
): Promise<OpenedArtifact> {
  const opened = await openArtifact(path, options);
  try {
    const artifact = await withRecoveredLayers(opened, options);
    // Most models run with any TensorFlow, and looking for the one that is here takes its time.
    const tensorflow =
      context.trusted && dependsOnTensorflow(artifact)
        ? await likelyTensorFlow(searchOptions(context, {}, options.signal))
        : null;
    const findings = oneList([...artifact.findings, ...scan(artifact, tensorflow)]);
    const layers = withOutputShapes(artifact);
    return { ...artifact, layers, findings, summary: { ...artifact.summary, findings } };
  } catch (thrown) {
    await opened.close();
    throw thrown;
  }
}
