import { print, printJson } from '../print.ts';
import { withArtifact } from '../session.ts';

export interface SummaryOptions {
  readonly json?: boolean;
}

/** Prints the layers as `model.summary()` of Keras does. @returns the exit code */
export function summary(path: string, options: SummaryOptions): Promise<number> {
  return withArtifact(path, async (server, _open, session) => {
    const { summariseLayers } = await import('../../server/handlers/layer-summary.ts');
    const { text } = await server.call(summariseLayers, { session });
    if (options.json) await printJson({ text });
    else await print(text);
    return 0;
  });
}
