import type { OpenedArtifact } from '../formats/contract.ts';
import type { VerifyOptions } from '../protocol/verify.ts';
import { choose } from './choose.ts';
import { fitInputs, type Feed } from './fit.ts';
import { compareOutputs } from './outputs.ts';
import { parseInputs, type Prediction } from './prediction-file.ts';
import type { ReportDraft } from './report-draft.ts';
import { onlyAnswer } from './run-model.ts';
import type { RunTwice } from './run-with-remedies.ts';
import { makeSample } from './sample.ts';
import type { Selection } from './select.ts';
import { judge, judgeWithoutOriginal } from './verdict.ts';

/**
 * Runs one signature on one set of inputs and holds the outputs against the prediction's; without a prediction only
 * against themselves.
 * @throws AppError with the reason why it cannot be run
 */
export async function verifyPrediction(
  opened: OpenedArtifact,
  prediction: Prediction | null,
  options: VerifyOptions,
  run: RunTwice,
  draft: ReportDraft,
): Promise<void> {
  const selection = choose(opened, options, prediction?.signature);
  draft.signature = selection.name;
  const feeds = await feedsFor(opened, selection, prediction, options.inputs);
  const outcome = await run(selection, [{ feeds, outputs: selection.outputs }]);

  const started = performance.now();
  const [first = new Map(), second = first] = onlyAnswer(outcome);
  const secondRun = compareOutputs(first, second, options);
  if (prediction) {
    draft.outputs = compareOutputs(prediction.outputs, first, options);
    draft.judgement = judge(prediction.by, draft.outputs, secondRun);
  } else {
    draft.judgement = judgeWithoutOriginal(secondRun);
  }
  draft.milliseconds = { ...draft.milliseconds, compare: performance.now() - started };
}

async function feedsFor(
  opened: OpenedArtifact,
  selection: Selection,
  prediction: Prediction | null,
  inputs: string | undefined,
): Promise<Feed[]> {
  if (prediction) return fitInputs(selection, prediction.inputs, 'The prediction file');
  if (inputs !== undefined) {
    return fitInputs(selection, parseInputs(inputs, 'The inputs'), 'The file of inputs');
  }
  return fitInputs(selection, await makeSample(opened, selection), 'The sample');
}
