import * as vscode from 'vscode';
import type {
  LastingMethod,
  Outcome,
  ToHost,
  ViewMethod,
  Work,
  WorkOf,
} from '../../protocol/webview.ts';
import type { Report } from '../../protocol/requests.ts';

export type PageRequest = Extract<ToHost, { type: 'request' }>;

/** One request of a page's, from when it is asked until another page has heard how it ended. */
export class Task {
  readonly request: PageRequest;
  readonly #source = new vscode.CancellationTokenSource();
  readonly #started = Date.now();
  readonly #reports: { readonly time: number; report: Report<ViewMethod> }[] = [];
  #outcome: Outcome<ViewMethod> | null = null;

  constructor(request: PageRequest) {
    this.request = request;
  }

  get token(): vscode.CancellationToken {
    return this.#source.token;
  }

  cancel(): void {
    this.#source.cancel();
  }

  report(report: Report<ViewMethod>): void {
    const last = this.#reports.at(-1);
    if (last && stepOf(last.report) === stepOf(report)) last.report = report;
    else this.#reports.push({ time: Date.now(), report });
  }

  end(outcome: Outcome<ViewMethod>): void {
    this.#outcome = outcome;
    this.#source.dispose();
  }

  /** What a new page is told of it, where it lasts. */
  get work(): Work {
    const { id, method, params } = this.request;
    const work = {
      id,
      method,
      params,
      started: this.#started,
      reports: this.#reports,
      outcome: this.#outcome,
    };
    // Parameters, reports and outcome are of the one method.
    return work as WorkOf<LastingMethod> as Work;
  }
}

function stepOf(report: Report<ViewMethod>): string | null {
  return 'step' in report ? report.step : null;
}
