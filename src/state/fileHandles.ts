/** A handle of a file on disk. TypeScript's types lack the methods for permissions. */
export type FileHandle = FileSystemFileHandle & {
  queryPermission(descriptor: { mode: 'read' }): Promise<PermissionState>;
  requestPermission(descriptor: { mode: 'read' }): Promise<PermissionState>;
};

/** An item of a drop, in browsers that give handles. */
type HandleItem = Pick<DataTransferItem, 'kind'> & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };

const handles = new WeakMap<File, Promise<FileHandle | undefined>>();

/** The handle that a file came with. A file of an `input` has none. */
export async function handleOf(file: File): Promise<FileHandle | undefined> {
  return handles.get(file);
}

export function keepHandle(file: File, handle: FileHandle): void {
  handles.set(file, Promise.resolve(handle));
}

/** Keeps the handles of dropped files. Call it during the event: later, the items are empty. @param files of the same drop */
export function keepHandlesOfDrop(items: Iterable<HandleItem>, files: readonly File[]): void {
  const ofFiles = [...items].filter(({ kind }) => kind === 'file');
  for (const [i, file] of files.entries()) {
    const handle = ofFiles[i]?.getAsFileSystemHandle?.();
    if (handle)
      handles.set(
        file,
        handle.then(fileHandleOf, () => undefined),
      );
  }
}

function fileHandleOf(handle: FileSystemHandle | null): FileHandle | undefined {
  return handle?.kind === 'file' ? (handle as FileHandle) : undefined;
}
