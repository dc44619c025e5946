import { useEffect, useState } from 'react';
import type { Actions } from '../state/actions';

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
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

    function onEnter(event: DragEvent): void {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    }
    function onLeave(event: DragEvent): void {
      if (!holdsFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    }
    function onDrop(event: DragEvent): void {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      openDropped(event.dataTransfer!, actions);
    }
    window.addEventListener('dragenter', onEnter, { signal });
    window.addEventListener('dragleave', onLeave, { signal });
    window.addEventListener('dragover', (event) => holdsFiles(event) && event.preventDefault(), { signal });
    window.addEventListener('drop', onDrop, { signal });
    return () => listeners.abort();
  }, [actions]);

  return over;
}

function openDropped(data: DataTransfer, actions: Actions): void {
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
  if (file) void actions.open({ kind: 'file', file, companions });
  if (models.length > 1) {
    actions.report({
      title: models[0].name,
      message: `only this one of the ${models.length} models was opened: one at a time is shown.`,
    });
  }
}
