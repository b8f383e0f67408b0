/** Gives up root's right to read every file while `use` runs. */
export async function asNobody<T>(use: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return use();
  process.seteuid?.(65_534);
  try {
    return await use();
  } finally {
    process.seteuid?.(0);
  }
}

/** Why a file that may not be read cannot be had here; false where it can. */
export const withoutPermissions: string | false = whyEverythingIsRead();

function whyEverythingIsRead(): string | false {
  if (process.platform === 'win32') return 'Windows has no mode that forbids reading';
  if (process.geteuid?.() !== 0) return false;
  try {
    process.seteuid?.(0);
    return false;
  } catch {
    // Node refuses where its libuv may use io_uring (CVE-2024-22017), as Debian 13's does.
    return 'root reads everything, and this build of Node cannot give that up: run it as another user';
  }
}
