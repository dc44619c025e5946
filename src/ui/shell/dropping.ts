import { useEffect, useState } from 'react';
import type { Actions } from '../../state/actions';

/**
 * Takes files dropped anywhere on the window.
 * @returns whether something that can be dropped is held over the window
 */
export function useDropping(actions: Actions): boolean {
  const [over, setOver] = useState(false);

  useEffect(() => {
    // Entering a child leaves its parent: what counts is how deep the pointer is inside the window.
    let depth = 0;
    const listeners = new AbortController();
    const { signal } = listeners;
    // What is dragged cannot be read before it is dropped, only of which kinds it is.
    const canBeOpened = (event: DragEvent) =>
      event.dataTransfer?.types.some((type) => type === 'Files' || type === 'text/uri-list') ?? false;

    function onEnter(event: DragEvent): void {
      if (!canBeOpened(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    }
    function onLeave(event: DragEvent): void {
      if (!canBeOpened(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    }
    function onDrop(event: DragEvent): void {
      if (!canBeOpened(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      openDropped(event.dataTransfer!, actions);
    }
    window.addEventListener('dragenter', onEnter, { signal });
    window.addEventListener('dragleave', onLeave, { signal });
    window.addEventListener('dragover', (event) => canBeOpened(event) && event.preventDefault(), { signal });
    window.addEventListener('drop', onDrop, { signal });
    window.addEventListener('paste', (event) => onPaste(event, actions), { signal });
    return () => listeners.abort();
  }, [actions]);

  return over;
}

/** A file or an address that is pasted is opened, unless it is pasted into a field. */
function onPaste(event: ClipboardEvent, actions: Actions): void {
  const data = event.clipboardData;
  if (!data || (event.target instanceof HTMLElement && event.target.matches('input, textarea'))) return;
  if (data.files.length === 0 && addressIn(data) === undefined) return;
  event.preventDefault();
  openDropped(data, actions);
}

/** The address that is dragged or pasted, if that is what it is. */
function addressIn(data: DataTransfer): string | undefined {
  const [line] = (data.getData('text/uri-list') || data.getData('text/plain'))
    .split(/[\r\n]+/)
    .filter((text) => !text.startsWith('#'));
  const text = (line ?? '').trim();
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text) ? text : undefined;
}

function openAddress(address: string, actions: Actions): void {
  const { hash } = new URL(address);
  // A link of this page says more than where the model lies.
  if (/^#(v=1&|.*&?(model|name)=)/.test(hash)) location.hash = hash;
  else void actions.open({ kind: 'address', address });
}

function openDropped(data: DataTransfer, actions: Actions): void {
  const address = addressIn(data);
  if (data.files.length === 0) {
    if (address) openAddress(address, actions);
    return;
  }
  const folder = [...data.items].map((item) => item.webkitGetAsEntry?.()).find((entry) => entry?.isDirectory);
  if (folder) {
    actions.report({
      title: folder.name,
      message:
        'this is a folder; expected a file. Drop the .tflite itself (a SavedModel folder must be converted first).',
    });
    return;
  }
  openFiles([...data.files], actions);
}

/** Opens the model among some files; the others may hold weights of it, or of the model that is open. */
export function openFiles(files: readonly File[], actions: Actions): void {
  const models = files.filter(({ name }) => /\.(tflite|lite|task|litertlm)$/i.test(name));
  const [model] = models;
  if (!model && actions.addCompanions(files)) return;
  const [file, ...companions] = model ? [model, ...files.filter((other) => other !== model)] : files;
  if (models.length === 2) {
    const [before, after] = models;
    const others = files.filter((other) => other !== before && other !== after);
    const compareNext = { kind: 'file', file: after, companions: others } as const;
    void actions.open({ kind: 'file', file: before, companions: others }, {}, compareNext);
    return;
  }
  if (file) void actions.open({ kind: 'file', file, companions });
  if (models.length > 2) {
    actions.report({
      title: models[0].name,
      message: `only this one of the ${models.length} models was opened: two at a time are compared, more are not.`,
    });
  }
}
