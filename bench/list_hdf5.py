"""Lists an HDF5 file's datasets with dtype and shape, as h5py has them: `python list_hdf5.py FILE`."""

import sys

import h5py

with h5py.File(sys.argv[1]) as file:
    file.visititems(lambda name, found: print(name, found.dtype, found.shape) if isinstance(found, h5py.Dataset) else None)
