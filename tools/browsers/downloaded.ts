import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { poll } from './drivenBrowser';

// Names of incomplete files in Firefox, Chromium and WebKit.
const incomplete = /\.(part|crdownload|wkdownload)$/;

/** Path of the one file that an act puts into the folder of downloads. */
export async function downloadedBy(folder: string, act: () => Promise<void>): Promise<string> {
  const before = new Set(readdirSync(folder));
  await act();
  return poll('a download', async () => {
    const names = readdirSync(folder).filter((name) => !before.has(name));
    const [name] = names;
    const isComplete = names.length === 1 && !incomplete.test(name!) && statSync(join(folder, name!)).size > 0;
    return isComplete && join(folder, name!);
  });
}
