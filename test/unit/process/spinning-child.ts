import { endWithParent } from '../../../src/process/follow-parent.ts';

// Follows its parent and never yields again, as native code does not.
endWithParent();
process.stdout.write(`${String(process.pid)}\n`);
for (;;);
