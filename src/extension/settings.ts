import * as vscode from 'vscode';
import type { Method } from '../protocol/requests.ts';
import type { PythonChoice } from './python.ts';

/** What a person has set, as parameters of the requests that it concerns; what a request says itself wins. */
export function requestDefaults(method: Method, python: PythonChoice): object {
  switch (method) {
    case 'verify/run':
      return {
        timeLimit:
          1000 * vscode.workspace.getConfiguration('savedModel.verify').get('timeLimit', 300),
      };
    case 'runtime/doctor':
    case 'runtime/setup':
      return python.path === undefined ? {} : { python: python.path };
    default:
      return {};
  }
}
