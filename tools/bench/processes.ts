import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Bytes of memory of all that this process started, shared pages counted once; known on Linux only. */
export function startedMemory(): number | undefined {
  if (!existsSync('/proc/self/smaps_rollup')) return undefined;
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) && fileText(`/proc/${entry}/stat`);
    if (stat) parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isStarted = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === process.pid || (parent !== undefined && isStarted(parent));
  };
  let kilobytes = 0;
  for (const pid of parents.keys()) {
    if (isStarted(pid)) kilobytes += Number(/^Pss:\s+(\d+)/m.exec(fileText(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

/** Processes come and go while they are looked at. */
function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
