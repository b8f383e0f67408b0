import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/**
 * Bytes of memory that a process occupies (its resident size); null where the system does not say: the process
 * has ended, or there is neither `/proc` nor `ps`.
 */
export async function residentSize(pid: number): Promise<number | null> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${String(pid)}/status`, 'latin1').catch(() => '');
    return kibibytes(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  }
  if (process.platform === 'win32') return null;
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) => {
      resolve(error ? null : kibibytes(stdout.trim()));
    });
  });
}

function kibibytes(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text) * 1024;
}
