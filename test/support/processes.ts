import { execFileSync } from 'node:child_process';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Bytes in memory, as `ps` tells them. */
  readonly resident: number;
  readonly command: string;
}

/** Every process of the machine. */
export function processes(): readonly Process[] {
  const text = execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return [...text.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/gm)].map(
    ([, pid, parent, kibibytes, command = '']) => ({
      pid: Number(pid),
      parent: Number(parent),
      resident: Number(kibibytes) * 1024,
      command,
    }),
  );
}
