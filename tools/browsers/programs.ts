import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { DebianProgram } from '../debianPrograms';

/** Debian has Firefox as firefox-esr, other systems as firefox. FIREFOX_PATH goes first. */
export function firefoxPath(): string | undefined {
  if (process.env.FIREFOX_PATH) return process.env.FIREFOX_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return ['firefox-esr', 'firefox'].flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

export const firefoxPrograms: readonly DebianProgram[] = [
  { debian: 'firefox-esr', call: [firefoxPath() ?? 'firefox-esr', '--version'] },
];

/** WebKitGTK opens no window without a display. */
export const webkitPrograms: readonly DebianProgram[] = [
  { debian: 'webkit2gtk-driver', call: ['WebKitWebDriver', '--help'] },
  { debian: 'xvfb', call: ['Xvfb', '-help'] },
];
