import { endWithParent } from '../../../process/follow-parent.ts';
import { serveCalls } from '../../../process/serve.ts';
import type { Hdf5Calls } from '../calls.ts';
import { openFile, type OpenFile } from './library.ts';
import { list } from './list.ts';
import { locate } from './locate.ts';
import { readValues } from './values.ts';

/**
 * The process that holds libhdf5, compiled to WebAssembly: on a damaged file it may trap, hang or take gigabytes,
 * and then this process is ended and not the one that reads models.
 */
let file: OpenFile | null = null;

endWithParent(); // it may hang in libhdf5 when its parent is killed

serveCalls<Hdf5Calls>({
  open: async (piece) => {
    if (file) throw new Error('A process opens one file.');
    file = await openFile(piece);
    return list(file);
  },
  read: (box) => readValues(opened(), box),
  locate: (dataset) => locate(opened(), dataset),
});

function opened(): OpenFile {
  if (!file) throw new Error('No file is open.');
  return file;
}
