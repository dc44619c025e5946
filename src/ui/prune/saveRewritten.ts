import { ModelError } from '../../modelError';
import { handleOf } from '../../state/fileHandles';
import { planOf } from '../../state/statePlan';
import type { AppState, OpenModel } from '../../state/store';
import { save } from '../share/downloads';

/** The dialog of some browsers that chooses a file to write to. TypeScript's types lack it. */
type SavePicker = (options: {
  suggestedName: string;
  types: { description: string; accept: Record<string, string[]> }[];
}) => Promise<FileSystemFileHandle>;

const picker = () => (window as { showSaveFilePicker?: SavePicker }).showSaveFilePicker;

/** Whether the browser can write to a chosen file, so that the new model is never in memory as a whole. */
export function savesInParts(): boolean {
  return picker() !== undefined;
}

/** `a.tflite` becomes `a-pruned.tflite`. Names in bundles are untrusted: they can have folders. */
export function prunedName(name: string): string {
  return `${name.replace(/^.*[/\\:]/s, '').replace(/\.tflite$/, '')}-pruned.tflite`;
}

/**
 * Saves the model that the plan makes.
 * @returns name of the file; undefined if the person chose none
 * @throws ModelError
 */
export async function saveRewritten(
  state: AppState,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<string | undefined> {
  const model = state.model!;
  const plan = planOf(state);
  const name = prunedName(model.contents.name);
  const pick = picker();
  if (!pick) {
    save({ name, content: await model.rewrittenFile(plan, signal, onProgress) });
    return name;
  }
  const types = [{ description: 'TensorFlow Lite', accept: { 'application/octet-stream': ['.tflite'] } }];
  const handle = await pick.call(window, { suggestedName: name, types }).catch(undefinedIfDismissed);
  if (!handle) return undefined;
  await refuseOpenFile(model, handle);
  try {
    await model.writeRewritten(plan, handle, signal, onProgress);
  } catch (thrown) {
    await removeIfEmpty(handle);
    throw thrown;
  }
  return handle.name;
}

function undefinedIfDismissed(thrown: unknown): undefined {
  if (!(thrown instanceof DOMException && thrown.name === 'AbortError')) throw thrown;
}

/** The open model must not change: the new one is made from it. Browsers tell files apart only by handles, which dropped files have. */
async function refuseOpenFile({ origin }: OpenModel, chosen: FileSystemFileHandle): Promise<void> {
  const open = origin.kind === 'file' ? await handleOf(origin.file) : undefined;
  if (await open?.isSameEntry(chosen))
    throw new ModelError(
      'bad-plan',
      `The file ${chosen.name} is the open model. Save the new model under another name.`,
    );
}

/** The dialog creates an empty file. A file that was there before stays as it was. */
async function removeIfEmpty(handle: FileSystemFileHandle & { remove?(): Promise<void> }): Promise<void> {
  const isEmpty = await handle.getFile().then(
    ({ size }) => size === 0,
    () => false,
  );
  if (isEmpty) await handle.remove?.().catch(() => {});
}
