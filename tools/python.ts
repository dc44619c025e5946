import { spawnSync } from 'node:child_process';

// On Windows, python3 is often missing or a stub that opens the Store. On other systems, python may be Python 2.
const names = ['python3', 'python', '/usr/bin/python3'];

/** The program that runs Python 3 with these modules, if there is one on this machine. */
export function pythonWith(...modules: string[]): string | undefined {
  const check = `import ${['sys', ...modules].join(', ')}; assert sys.version_info[0] == 3`;
  return names.find((name) => spawnSync(name, ['-c', check]).status === 0);
}
