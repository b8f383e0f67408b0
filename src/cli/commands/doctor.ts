import { examineRuntime } from '../../server/handlers/doctor.ts';
import { setUpRuntime } from '../../server/handlers/setup.ts';
import { print, printJson, standardOutput } from '../print.ts';
import { withProgress } from '../progress.ts';
import { inProcess } from '../session.ts';
import { doctorText } from '../text/doctor.ts';

export interface DoctorOptions {
  readonly json?: boolean;
  /** Fetches and compiles what is missing first. */
  readonly setup?: boolean;
  readonly python?: string;
}

/** Says which TensorFlow would run models. @returns the exit code: 2 where none would */
export function doctor(options: DoctorOptions): Promise<number> {
  return inProcess(async (server) => {
    const report = options.setup
      ? await withProgress((shown) => server.call(setUpRuntime, {}, shown), { always: true })
      : await server.call(examineRuntime, {});
    if (options.json) await printJson(report);
    else await print(doctorText(report, standardOutput()));
    return report.ready ? 0 : 2;
  }, options);
}
