import type { Actions } from './actions';
import { type FileHandle, keepHandle } from './fileHandles';
import type { RecentFile } from './recentFiles';

const reading = { mode: 'read' } as const;

/**
 * Opens a recent file. The browser asks whether the page may read it, so call it in a click.
 * @param member of a bundle
 * @returns whether the file is still there
 */
export async function openRecent(
  [model, ...companions]: RecentFile,
  actions: Pick<Actions, 'open' | 'report'>,
  member?: string,
): Promise<boolean> {
  const { name: title } = model;
  if (!(await mayRead(model))) {
    const message = `The browser does not allow this page to read ${title}. Select it again and allow it, or drop the file on the page.`;
    actions.report({ title, message });
    return true;
  }
  const file = await fileOf(model);
  if (!file) {
    actions.report({
      title,
      message: `${title} was moved, renamed or deleted. Find the file and drop it on the page.`,
    });
    return false;
  }
  // The page says which files are missing.
  const found: File[] = [];
  for (const companion of companions) {
    const other = (await mayRead(companion)) && (await fileOf(companion));
    if (other) found.push(other);
  }
  await actions.open({ kind: 'file', file, companions: found, ...(member !== undefined && { member }) });
  return true;
}

async function mayRead(handle: FileHandle): Promise<boolean> {
  if ((await handle.queryPermission(reading)) === 'granted') return true;
  return (await handle.requestPermission(reading)) === 'granted';
}

/** The file of a handle; undefined if there is none any more. */
async function fileOf(handle: FileHandle): Promise<File | undefined> {
  try {
    const file = await handle.getFile();
    keepHandle(file, handle);
    return file;
  } catch (thrown) {
    if (thrown instanceof DOMException) return undefined;
    throw thrown;
  }
}
