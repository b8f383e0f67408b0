import type { Finding } from '../protocol/model.ts';
import type { Scanned } from './scan.ts';
import { some } from './some.ts';
import { tensorflowOps } from './tensorflow-ops.ts';

/** Ops that call back into the Python process that built the graph, and exist nowhere else. */
const pythonOps = ['PyFunc', 'PyFuncStateless', 'EagerPyFunc'];

/** Ops that read or write files of the machine that runs the model; saving and restoring is not among them. */
const fileOps = ['ReadFile', 'WriteFile', 'MatchingFiles'];

/** What running the model needs beyond TensorFlow, and what it may do besides computing. */
export function scanOps({ ops, files }: Pick<Scanned, 'ops' | 'files'>): Finding[] {
  if (!ops) return [];
  const findings: Finding[] = [];
  const add = (code: string, message: string): void => {
    // The file with the graph is an artifact's first.
    findings.push({ severity: 'warning', code, message, location: files[0] ?? '', kind: 'file' });
  };
  const custom = [...ops].filter((op) => !tensorflowOps.has(op)).sort();
  if (custom.length > 0) {
    add(
      'custom-op',
      `The graph uses ops that TensorFlow 2.20 does not have: ${some(custom)}. To run the model, load the library that registers them (such as tensorflow-text), or a TensorFlow that has them.`,
    );
  }
  const python = pythonOps.filter((op) => ops.has(op));
  if (python.length > 0) {
    add(
      'python-function',
      `The graph calls Python functions (${some(python)}) that were not saved with it. It runs only in the process that made it; replace tf.py_function by TensorFlow's own ops and save again.`,
    );
  }
  const fileAccess = fileOps.filter((op) => ops.has(op));
  if (fileAccess.length > 0) {
    add(
      'file-access',
      `The graph reads or writes files when it runs (${some(fileAccess)}). Run it only where you trust who made it.`,
    );
  }
  return findings;
}
