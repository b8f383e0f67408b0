import type { Reader } from '../contract.ts';
import { openNumpy } from './open.ts';
import { probeNumpy } from './probe.ts';

/** NumPy's arrays: one in a `.npy` file, several in a `.npz` archive. */
export const numpyReader: Reader = { format: 'numpy', probe: probeNumpy, open: openNumpy };
