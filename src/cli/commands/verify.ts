import { errorData } from '../../core/errors.ts';
import type { VerifyOptions, VerifyReport } from '../../protocol/verify.ts';
import { runVerify } from '../../server/handlers/verify-run.ts';
import { readInputsText } from '../inputs-file.ts';
import { tagList } from '../options.ts';
import { print, printJson, standardOutput } from '../print.ts';
import { withProgress } from '../progress.ts';
import { withArtifact } from '../session.ts';
import { verifyJunit } from '../verify-report/junit.ts';
import { verifyMarkdown } from '../verify-report/markdown.ts';
import { verdictExitCodes } from '../verify-report/sentences.ts';
import { verifyText } from '../verify-report/text.ts';

export interface VerifyCommandOptions {
  readonly against?: string;
  /** A JSON file of inputs. */
  readonly inputs?: string;
  /** Separated by commas. */
  readonly tags?: string;
  readonly signature?: string;
  readonly rtol?: number;
  readonly atol?: number;
  readonly exact?: boolean;
  /** Interpreter or environment whose TensorFlow is looked for first. */
  readonly python?: string;
  /** Seconds. */
  readonly timeLimit: number;
  readonly format: 'text' | 'json' | 'markdown' | 'junit';
}

/** Reloads, runs and compares. @returns the exit code: 0 only for a match */
export async function verify(path: string, options: VerifyCommandOptions): Promise<number> {
  let report: VerifyReport;
  try {
    report = await runAndReport(path, options);
  } catch (thrown) {
    // What cannot even be opened cannot be run: who asked for a document gets one.
    if (options.format === 'text') throw thrown;
    report = cannotRun(errorData(thrown).message);
  }
  switch (options.format) {
    case 'text':
      await print(verifyText(report, standardOutput()));
      break;
    case 'json':
      await printJson(report);
      break;
    case 'markdown':
      await print(verifyMarkdown(report, path));
      break;
    case 'junit':
      await print(verifyJunit(report, path));
  }
  return verdictExitCodes[report.verdict];
}

async function runAndReport(path: string, options: VerifyCommandOptions): Promise<VerifyReport> {
  const inputs =
    options.inputs === undefined ? {} : { inputs: await readInputsText(options.inputs) };
  return withArtifact(
    path,
    (server, _open, session) =>
      withProgress((report) =>
        server.call(runVerify, { session, ...inputs, ...verifyOptions(options) }, report),
      ),
    options,
  );
}

function verifyOptions({
  against,
  tags,
  signature,
  rtol,
  atol,
  exact,
  timeLimit,
}: VerifyCommandOptions): VerifyOptions {
  return {
    timeLimit: timeLimit * 1000,
    ...(against === undefined ? {} : { against }),
    ...(tags === undefined ? {} : { tags: tagList(tags) }),
    ...(signature === undefined ? {} : { signature }),
    ...(rtol === undefined ? {} : { rtol }),
    ...(atol === undefined ? {} : { atol }),
    ...(exact === undefined ? {} : { exact }),
  };
}

function cannotRun(reason: string): VerifyReport {
  return {
    verdict: 'cannot-run',
    reason,
    advice: '',
    original: null,
    runtime: null,
    signature: null,
    outputs: [],
    milliseconds: {},
    time: Date.now(),
    stamp: '',
  };
}
