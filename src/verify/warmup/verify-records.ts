import { AppError } from '../../core/errors.ts';
import type { OpenedArtifact } from '../../formats/contract.ts';
import type { VerifyOptions } from '../../protocol/verify.ts';
import { compareOutputs } from '../outputs.ts';
import type { ReportDraft } from '../report-draft.ts';
import type { Answer } from '../run-model.ts';
import type { RunTwice } from '../run-with-remedies.ts';
import { judgeRecords } from './judge-records.ts';
import { questionsOf, type Question } from './questions.ts';
import type { WarmupRecord } from './read-warmup.ts';
import { answered, refused, unanswered, worstFirst, type RecordResult } from './record-report.ts';

/**
 * Runs every record of a warmup file and holds each that has a response against it. All records are run in one load of
 * the model, as TensorFlow Serving does.
 * @throws AppError with the reason why none can be run
 */
export async function verifyRecords(
  opened: OpenedArtifact,
  records: readonly WarmupRecord[],
  options: VerifyOptions,
  run: RunTwice,
  draft: ReportDraft,
): Promise<void> {
  const asked = questionsOf(opened, records, options);
  const questions = asked.filter((each) => 'selection' in each);
  const [first] = questions;
  const outcome =
    first &&
    (await run(
      first.selection,
      questions.map(({ feeds, selection: { outputs } }) => ({ feeds, outputs })),
    ));

  const started = performance.now();
  const answers = new Map(questions.map((question, index) => [question, outcome?.answers[index]]));
  const results = worstFirst(
    asked.map((each) =>
      'selection' in each ? resultOf(each, answers.get(each) ?? [], options) : unanswered(each),
    ),
  );
  const shown = results.find(({ outputs }) => outputs.length > 0);
  draft.records = results.map(({ outputs: _outputs, ...report }) => report);
  draft.outputs = shown?.outputs ?? [];
  draft.signature = shown?.signature ?? first?.selection.name ?? null;
  draft.judgement = judgeRecords(results);
  draft.milliseconds = { ...draft.milliseconds, compare: performance.now() - started };
}

function resultOf(question: Question, answer: Answer, options: VerifyOptions): RecordResult {
  if (answer instanceof AppError) return refused(question, answer);
  const [first = new Map(), second = first] = answer;
  const { expected } = question;
  return answered(
    question,
    expected && compareOutputs(expected, first, options),
    compareOutputs(first, second, options),
  );
}
