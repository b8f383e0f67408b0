import * as figures from '../../protocol/figures.ts';
import path from 'node:path';
import { visibleText } from '../../protocol/visible-text.ts';
import type { PredictionTensors } from '../../protocol/verify.ts';
import { recordPrediction } from '../../server/handlers/record.ts';
import { makeSample } from '../../server/handlers/sample.ts';
import { parseInputs } from '../../verify/prediction-file.ts';
import { toPredictionTensors } from '../../verify/sample-inputs.ts';
import { readInputsText } from '../inputs-file.ts';
import { tagList } from '../options.ts';
import { print, printJson } from '../print.ts';
import { withProgress } from '../progress.ts';
import { withArtifact } from '../session.ts';

export interface RecordOptions {
  readonly out?: string;
  /** A JSON file: the inputs by name, or a prediction file, of which the inputs are taken. */
  readonly inputs?: string;
  /** Separated by commas. */
  readonly tags?: string;
  readonly signature?: string;
  /** Interpreter or environment whose TensorFlow is looked for first. */
  readonly python?: string;
  readonly json?: boolean;
}

/** Runs the model and writes what it predicts. @returns the exit code, 0 */
export function record(artifactPath: string, options: RecordOptions): Promise<number> {
  return withArtifact(
    artifactPath,
    async (server, _open, session) => {
      const which = {
        session,
        ...(options.tags === undefined ? {} : { tags: tagList(options.tags) }),
        ...(options.signature === undefined ? {} : { signature: options.signature }),
      };
      const inputs =
        options.inputs === undefined
          ? (await server.call(makeSample, which)).inputs
          : await readInputs(options.inputs);
      const out = options.out === undefined ? {} : { out: path.resolve(options.out) };
      const result = await withProgress((report) =>
        server.call(recordPrediction, { ...which, inputs, ...out }, report),
      );
      if (options.json) await printJson(result);
      else {
        const count = figures.plural(Object.keys(result.outputs).length, 'output');
        const where = result.record === undefined ? '' : `, as its record ${result.record}`;
        await print(
          `Recorded ${count} in ${visibleText(result.path)}${where}. They are what this reload predicts, not what the original predicted.`,
        );
      }
      return 0;
    },
    options,
  );
}

/** @throws AppError where the file is not there or holds no inputs */
async function readInputs(file: string): Promise<PredictionTensors> {
  return toPredictionTensors(parseInputs(await readInputsText(file), file));
}
