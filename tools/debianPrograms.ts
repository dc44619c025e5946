import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A package of Debian, with a call that succeeds where it is installed. */
export type DebianProgram = { readonly debian: string; readonly call: readonly [string, ...string[]] };

/**
 * Installs the programs that are missing.
 * @param purpose for the message, as in "Docs tools"
 * @throws Error with the command to run, if the installation is not possible or not allowed
 */
export function installPrograms(purpose: string, programs: readonly DebianProgram[]): void {
  const missing = programs.filter(({ call: [program, ...given] }) => spawnSync(program, given).status !== 0);
  if (missing.length === 0) return;
  const names = missing.map(({ debian }) => debian).join(' ');
  const command = `apt-get update && apt-get install -y --no-install-recommends ${names}`;
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!canInstall || process.env.PRUNESCOPE_NO_INSTALL === '1') {
    throw new Error(`${purpose} are missing: ${names}. On Debian or Ubuntu run as root: ${command}`);
  }
  console.log(`${purpose} are missing. Installing them: ${command}`);
  execFileSync(command, { shell: true, stdio: 'inherit' });
}
