import { encodeLink } from '../link/link';
import { type Note, noteLimits } from '../link/notes';
import { tensorKey } from '../tflite/weights/weightTensor';
import { defaultView } from '../views/matrixView';
import { windowOfNote } from './noteKeeping';
import { linkOf } from './stateLink';
import type { AppStore } from './store';
import type { ViewPatch } from './viewing';

/** Actions on the notes of a link. */
export function noteActionsOn({ getState, setState }: AppStore, applyView: (patch: ViewPatch) => Promise<void>) {
  /** Shows the weights of a note, by its position in the list. */
  async function showNote(number: number): Promise<void> {
    const state = getState();
    const note = state.notes[number];
    if (!note) return;
    // Another tensor is shown at the window of its default view, if no view was chosen.
    const view = note.tensor !== state.selected && state.isViewAutomatic ? { view: defaultView } : {};
    const window = windowOfNote(note, { ...state, ...view }, note.tensor);
    await applyView({ tensor: note.tensor, window, ...view });
  }

  /** The fragment of a link that shows the weights of a note, with that note only. */
  function linkToNote(note: Note): string {
    const state = getState();
    const { window: _shown, ...link } = linkOf(state);
    const tensor = state.model?.contents.tensors.find((other) => tensorKey(other) === note.tensor);
    const window = windowOfNote(note, { ...state, view: link.view }, note.tensor);
    const reference = { tensor: note.tensor, ...(tensor && { tensorName: tensor.name }) };
    return encodeLink({ ...link, ...reference, ...(window && { window }), notes: [note] });
  }

  return {
    showNote,
    linkToNote,
    addNote: (note: Note) => setState(({ notes }) => ({ notes: [...notes, note].slice(0, noteLimits.notes) })),
    removeNote: (number: number) => setState(({ notes }) => ({ notes: notes.toSpliced(number, 1) })),
  };
}
