import type { Reader } from '../contract.ts';
import { openHdf5 } from './open.ts';
import { probeHdf5 } from './probe.ts';

/** Any HDF5 file, through libhdf5 in a process of its own. */
export const hdf5Reader: Reader = { format: 'hdf5', probe: probeHdf5, open: openHdf5 };
