import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import { limits } from '../protocol/limits.ts';
import type { RawTensor } from '../protocol/runner.ts';
import type { PredictionFile } from '../protocol/verify.ts';
import { encodeTensor } from './encode.ts';
import { JsonError, parseExactJson, type ExactJson } from '../core/exact-json.ts';

/** A prediction file, read and checked in itself; whether it is for a model is not yet known. */
export interface Prediction {
  /** Absolute path. */
  readonly path: string;
  readonly signature: string | undefined;
  /** Who predicted; null where the file does not say. */
  readonly by: 'live-model' | 'reload' | null;
  readonly inputs: ReadonlyMap<string, RawTensor>;
  readonly outputs: ReadonlyMap<string, RawTensor>;
}

/** Where a prediction file is looked for, in this order, and where one is written: the last. */
export function predictionPlaces({ tree }: OpenedArtifact): readonly string[] {
  const own = tree.kind === 'file' ? tree.root : tree.path;
  const beside = path.join(path.dirname(own), `${path.basename(own)}.predictions.json`);
  return tree.kind === 'prefix'
    ? [beside]
    : [
        path.join(own, 'assets.extra', 'predictions.json'),
        path.join(own, 'predictions.json'),
        beside,
      ];
}

/**
 * Reads a prediction file.
 * @throws AppError `not-found`, `unreadable`, `limit-exceeded`; `malformed` with what is wrong and where in the file
 */
export async function readPrediction(file: string): Promise<Prediction> {
  const text = await readText(file);
  const fields = parseObject(text, file);
  return inFile(file, () => {
    const signature = fields.get('signature');
    if (signature !== undefined && signature !== null && typeof signature !== 'string') {
      throw malformed('signature: must be a name.');
    }
    return {
      path: file,
      signature: signature ?? undefined,
      by: readRecorder(fields.get('recorded')),
      inputs: readTensors(fields.get('inputs'), 'inputs'),
      outputs: readTensors(fields.get('outputs'), 'outputs'),
    };
  });
}

/**
 * Input tensors by name, from the text of a JSON file: `{"x": {"dtype", "shape", "values"}}`, or a whole prediction
 * file, whose outputs do not matter.
 * @param file what to call it in an error
 * @throws AppError `malformed`
 */
export function parseInputs(text: string, file: string): ReadonlyMap<string, RawTensor> {
  const fields = parseObject(text, file);
  const inputs = fields.get('inputs');
  const isWhole = inputs instanceof Map && !inputs.has('dtype');
  return inFile(file, () =>
    isWhole ? readTensors(inputs, 'inputs') : readTensors(fields, 'inputs'),
  );
}

/** The text of a prediction file. `JSON.stringify` alone would write −0 as 0. */
export function predictionText(prediction: PredictionFile): string {
  const text = JSON.stringify(prediction, (_, value: unknown) =>
    Object.is(value, -0) ? negativeZero : value,
  );
  return `${text.replaceAll(JSON.stringify(negativeZero), '-0')}\n`;
}

/** Stands for −0 while the text is made; no name or value of a model is this. */
const negativeZero = '\u0000-0';

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > limits.jsonBytes) {
      throw new AppError({
        code: 'limit-exceeded',
        path: file,
        message: `${file} has ${String(size)} bytes; a prediction file may have ${String(limits.jsonBytes)}. Record fewer samples.`,
      });
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof AppError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AppError(
      {
        code: missing ? 'not-found' : 'unreadable',
        path: file,
        message: missing
          ? `There is no prediction file ${file}.`
          : `The prediction file ${file} cannot be read: ${(error as Error).message}.`,
      },
      { cause: error },
    );
  }
}

function parseObject(text: string, file: string): ReadonlyMap<string, ExactJson> {
  try {
    const json = parseExactJson(text);
    if (json instanceof Map) return json as ReadonlyMap<string, ExactJson>;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new AppError(
      { code: 'malformed', path: file, message: `${file} is no JSON: ${error.message}.` },
      { cause: error },
    );
  }
  throw new AppError({
    code: 'malformed',
    path: file,
    message: `${file} must hold an object with "inputs" and "outputs".`,
  });
}

function readTensors(json: ExactJson | undefined, at: string): Map<string, RawTensor> {
  if (!(json instanceof Map)) {
    throw malformed(`${at}: must be an object that names each tensor.`);
  }
  const tensors = new Map<string, RawTensor>();
  for (const [name, tensor] of json as ReadonlyMap<string, ExactJson>) {
    tensors.set(name, encodeTensor(tensor, `${at}.${name}`));
  }
  return tensors;
}

function readRecorder(json: ExactJson | undefined): Prediction['by'] {
  if (!(json instanceof Map)) return null;
  const by = (json as ReadonlyMap<string, ExactJson>).get('by');
  return by === 'live-model' || by === 'reload' ? by : null;
}

/** Puts the file's name before what is wrong in it. */
function inFile<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(
      { ...error.data, path: file, message: `${path.basename(file)}: ${error.message}` },
      { cause: error },
    );
  }
}

function malformed(message: string): AppError {
  return new AppError({ code: 'malformed', message });
}
