import type { Page } from '@playwright/test';

// Files of the origin private file system take the place of files on disk: both have handles that a database can hold.

/** Writes a file that has a handle. */
export async function writeFile(page: Page, fileName: string, bytes: Uint8Array): Promise<void> {
  await page.evaluate(
    async ([file, text]) => {
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle(file!, { create: true });
      const stream = await handle.createWritable();
      await stream.write(Uint8Array.from(atob(text!), (character) => character.charCodeAt(0)));
      await stream.close();
    },
    [fileName, Buffer.from(bytes).toString('base64')],
  );
}

/** Drops a file on the page as from a folder, with its handle. */
export async function dropWithHandle(page: Page, fileName: string): Promise<void> {
  await page.evaluate(async (file) => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle(file);
    const data = new DataTransfer();
    data.items.add(await handle.getFile());
    // A drop that a script creates has no handles.
    Object.assign(DataTransferItem.prototype, { getAsFileSystemHandle: async () => handle });
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, fileName);
}
