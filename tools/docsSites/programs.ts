import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// The docs tools of Debian, each with a call that succeeds where it is there.
const programs: readonly { readonly debian: string; readonly call: readonly [string, ...string[]] }[] = [
  { debian: 'mkdocs', call: ['mkdocs', '--version'] },
  { debian: 'python3-sphinx', call: ['sphinx-build', '--version'] },
  { debian: 'python3-myst-parser', call: ['/usr/bin/python3', '-c', 'import myst_parser'] },
  { debian: 'jupyter-nbconvert', call: ['jupyter', 'nbconvert', '--version'] },
  { debian: 'python3-ipykernel', call: ['/usr/bin/python3', '-c', 'import ipykernel'] },
];

/** Installs the docs tools that are missing. @throws Error with the command to run, where that cannot or must not be done here */
export function installPrograms(): void {
  const missing = programs.filter(({ call: [program, ...given] }) => spawnSync(program, given).status !== 0);
  if (missing.length === 0) return;
  const names = missing.map(({ debian }) => debian).join(' ');
  const command = `apt-get update && apt-get install -y --no-install-recommends ${names}`;
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!canInstall || process.env.PRUNESCOPE_NO_INSTALL === '1') {
    throw new Error(`Docs tools are missing: ${names}. On Debian or Ubuntu run as root: ${command}`);
  }
  console.log(`Docs tools are missing. Installing them: ${command}`);
  execFileSync(command, { shell: true, stdio: 'inherit' });
}
