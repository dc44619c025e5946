import type { Actions } from '../state/actions';
import { type FileHandle, keepHandle } from '../state/fileHandles';
import { openFiles } from '../ui/shell/dropping';

/** Files that the system opens with the installed page. TypeScript has no types of this API. */
export type LaunchQueue = {
  setConsumer(consumer: (launch: { readonly files: readonly FileHandle[] }) => void): void;
};

/** Opens the files that the system opens with the installed page, now and later. */
export function openLaunchedFiles(queue: LaunchQueue, actions: Actions): void {
  queue.setConsumer(({ files: handles }) => void openHandles(handles, actions));
}

async function openHandles(handles: readonly FileHandle[], actions: Actions): Promise<void> {
  const files = await Promise.all(handles.map((handle) => handle.getFile()));
  for (const [i, file] of files.entries()) keepHandle(file, handles[i]);
  if (files.length > 0) openFiles(files, actions);
}
