import { encodeLink } from '../link/link';
import { notesMissingIn } from '../link/noteLists';
import { type Note, noteLimits } from '../link/notes';
import { tensorKey } from '../tflite/weights/weightTensor';
import { defaultView } from '../views/matrixView';
import { notesUnder, windowOfNote } from './noteKeeping';
import { type NoteChangeKind, withChange } from './noteState';
import { linkOf } from './stateLink';
import type { AppState, AppStore } from './store';
import type { ViewPatch } from './viewing';

/** Actions on the notes of a link. */
export function noteActionsOn({ getState, setState }: AppStore, applyView: (patch: ViewPatch) => Promise<void>) {
  /** Shows the weights of a note, by its position in the list. */
  async function showNote(number: number): Promise<void> {
    const state = getState();
    const note = state.notes[number];
    if (!note || !isTensorKnown(note, state)) return;
    // Another tensor is shown at the window of its default view, if no view was chosen.
    const view = note.tensor !== state.selected && state.isViewAutomatic ? { view: defaultView } : {};
    const window = windowOfNote(note, { ...state, ...view }, note.tensor);
    await applyView({ tensor: note.tensor, window, ...view });
  }

  /** The fragment of a link that shows the weights of a note, with that note only. Without a snapshot, so that lists of links stay short. */
  function linkToNote(note: Note): string {
    const state = getState();
    const { window: _shown, snapshot: _preview, ...link } = linkOf(state);
    const tensor = state.model?.contents.tensors.find((other) => tensorKey(other) === note.tensor);
    const window = windowOfNote(note, { ...state, view: link.view }, note.tensor);
    const reference = { tensor: note.tensor, ...(tensor && { tensorName: tensor.name }) };
    return encodeLink({ ...link, ...reference, ...(window && { window }), notes: [note] });
  }

  function apply(change: NoteChangeKind, after: readonly Note[]): void {
    setState(({ notes, pattern, noteChanges }) => ({
      notes: after,
      noteChanges: withChange(noteChanges, { change, notes, pattern }),
    }));
  }

  /** Adds a note. @returns false if a link cannot hold more notes */
  function addNote(note: Note): boolean {
    const { notes } = getState();
    if (notes.length >= noteLimits.notes) return false;
    apply({ kind: 'added', number: notes.length }, [...notes, note]);
    return true;
  }

  /** Changes author and text of a note, by its position in the list. */
  function changeNote(number: number, words: Pick<Note, 'author' | 'text'>): void {
    const { notes } = getState();
    const note = notes[number];
    if (!note || (note.author === words.author && note.text === words.text)) return;
    apply({ kind: 'changed', number }, notes.with(number, { ...note, ...words }));
  }

  function removeNote(number: number): void {
    const { notes } = getState();
    if (notes[number]) apply({ kind: 'removed', number }, notes.toSpliced(number, 1));
  }

  /** Undoes the last change of the notes. */
  function undoNotes(): void {
    setState(({ noteChanges, pattern }) => {
      const last = noteChanges.at(-1);
      if (!last) return {};
      return { notes: notesUnder(last.notes, last.pattern, pattern), noteChanges: noteChanges.slice(0, -1) };
    });
  }

  /** The reader has copied a link with these notes. */
  function notesWereShared(sharedNotes: readonly Note[]): void {
    setState({ sharedNotes });
  }

  return { showNote, linkToNote, addNote, changeNote, removeNote, undoNotes, notesWereShared };
}

/** How many notes changed or were added, and how many were removed, since a link with `shared` was opened or copied. */
export function unsharedNotes(
  notes: readonly Note[],
  shared: readonly Note[],
): { readonly changed: number; readonly removed: number } {
  const changed = notesMissingIn(shared, notes).length;
  return { changed, removed: Math.max(0, notesMissingIn(notes, shared).length - changed) };
}

/** The preview of a link shows one tensor. */
function isTensorKnown({ tensor }: Note, { snapshot }: AppState): boolean {
  return !snapshot || tensorKey(snapshot.tensor) === tensor;
}
