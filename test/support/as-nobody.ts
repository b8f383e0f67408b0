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
export const withoutPermissions =
  process.platform === 'win32' && 'Windows has no mode that forbids reading';
