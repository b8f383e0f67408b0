import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../core/errors.ts';
import { parseJson } from '../../core/json.ts';
import { visibleText } from '../../core/text.ts';
import type { PredictionTensors } from '../../protocol/verify.ts';
import { recordPrediction } from '../../server/handlers/record.ts';
import { makeSample } from '../../server/handlers/sample.ts';
import { tagList } from '../options.ts';
import { print, printJson } from '../print.ts';
import { ProgressLine } from '../progress.ts';
import { withArtifact } from '../session.ts';
import { plural } from '../text/figures.ts';

export interface RecordOptions {
  readonly out?: string;
  /** A JSON file: the inputs by name, or a prediction file, of which the inputs are taken. */
  readonly inputs?: string;
  /** Separated by commas. */
  readonly tags?: string;
  readonly signature?: string;
  readonly json?: boolean;
}

/** Runs the model and writes what it predicts. @returns the exit code, 0 */
export function record(artifactPath: string, options: RecordOptions): Promise<number> {
  return withArtifact(artifactPath, async (server, _open, session) => {
    const which = {
      session,
      ...(options.tags === undefined ? {} : { tags: tagList(options.tags) }),
      ...(options.signature === undefined ? {} : { signature: options.signature }),
    };
    const inputs =
      options.inputs === undefined
        ? (await server.call(makeSample, which)).inputs
        : await readInputs(options.inputs);
    const progress = new ProgressLine();
    const result = await server
      .call(
        recordPrediction,
        {
          ...which,
          inputs,
          ...(options.out === undefined ? {} : { out: path.resolve(options.out) }),
        },
        process.stderr.isTTY ? progress.report : undefined,
      )
      .finally(() => {
        progress.finish();
      });
    if (options.json) await printJson(result);
    else {
      const count = plural(Object.keys(result.outputs).length, 'output');
      await print(
        `Recorded ${count} in ${visibleText(result.path)}. They are what this reload predicts, not what the original predicted.`,
      );
    }
    return 0;
  });
}

/** @throws AppError where the file is not there or no JSON of inputs */
async function readInputs(file: string): Promise<PredictionTensors> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new AppError({
      code: 'not-found',
      message: `${file} cannot be read. Name a JSON file of inputs after --inputs.`,
      path: file,
    });
  }
  const wrong = (what: string) =>
    new AppError({
      code: 'malformed',
      message: `${file} ${what}. Write the inputs as {"name": {"dtype": …, "shape": …, "values": …}}.`,
      path: file,
    });
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (thrown) {
    throw wrong(`is no JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw wrong('holds no object');
  }
  // A prediction file serves as well: its inputs are taken. Each tensor is checked where it is used.
  const inputs = 'inputs' in parsed && 'outputs' in parsed ? parsed.inputs : parsed;
  return inputs as PredictionTensors;
}
