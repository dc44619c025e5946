import { useEffect, useState } from 'react';
import { type Address, parseAddress } from '../../bytes/addressForms';
import { hasModelExtension } from '../../bytes/modelAddress';
import type { Actions } from '../../state/actions';
import { keepHandlesOfDrop } from '../../state/fileHandles';
import { dropProblems } from '../texts/page';
import { openAddress } from './openAddress';

/**
 * Opens files and URLs that are dropped anywhere on the window or pasted.
 * @returns whether something that can be opened is dragged over the window
 */
export function useDropping(actions: Actions): boolean {
  const [over, setOver] = useState(false);

  useEffect(() => {
    // Entering a child element also leaves its parent, so count how many elements the pointer is in.
    let depth = 0;
    const listeners = new AbortController();
    const { signal } = listeners;
    // Before the drop, a page can read only the types of the dragged data.
    const canBeOpened = (event: DragEvent) =>
      event.dataTransfer?.types.some((type) => type === 'Files' || type === 'text/uri-list') ?? false;
    // Any text can be a URL. Text that is dragged over a field is for the field.
    const isText = (event: DragEvent) =>
      !isField(event.target) && (event.dataTransfer?.types.includes('text/plain') ?? false);

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
      const isOpened = canBeOpened(event);
      if (!isOpened && !(isText(event) && addressIn(event.dataTransfer!))) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      openDropped(event.dataTransfer!, actions);
    }
    function onDragOver(event: DragEvent): void {
      if (canBeOpened(event) || isText(event)) event.preventDefault();
    }
    window.addEventListener('dragenter', onEnter, { signal });
    window.addEventListener('dragleave', onLeave, { signal });
    window.addEventListener('dragover', onDragOver, { signal });
    window.addEventListener('drop', onDrop, { signal });
    window.addEventListener('paste', (event) => onPaste(event, actions), { signal });
    return () => listeners.abort();
  }, [actions]);

  return over;
}

/** Opens a pasted file or URL, unless it is pasted into a field. */
function onPaste(event: ClipboardEvent, actions: Actions): void {
  const data = event.clipboardData;
  if (!data || isField(event.target)) return;
  if (data.files.length === 0 && addressIn(data) === undefined) return;
  event.preventDefault();
  openDropped(data, actions);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea');
}

/** The address that is dragged or pasted, if there is one: the first line of a list that is not a comment. */
function addressIn(data: DataTransfer): Address | undefined {
  const [line] = (data.getData('text/uri-list') || data.getData('text/plain'))
    .split(/[\r\n]+/)
    .filter((text) => !text.startsWith('#'));
  return parseAddress(line ?? '');
}

function openDropped(data: DataTransfer, actions: Actions): void {
  const address = addressIn(data);
  if (data.files.length === 0) {
    const problem = address && openAddress(address, actions);
    if (problem) actions.report(problem);
    return;
  }
  const folder = [...data.items].map((item) => item.webkitGetAsEntry?.()).find((entry) => entry?.isDirectory);
  if (folder) {
    actions.report({ title: folder.name, message: dropProblems.folder });
    return;
  }
  const files = [...data.files];
  keepHandlesOfDrop(data.items, files);
  openFiles(files, actions);
}

/** Opens the model among files. The other files may hold its weights, or weights of the open model. */
export function openFiles(files: readonly File[], actions: Actions): void {
  const models = files.filter(({ name }) => hasModelExtension(name));
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
    actions.report({ title: models[0].name, message: dropProblems.tooManyModels(models.length) });
  }
}
