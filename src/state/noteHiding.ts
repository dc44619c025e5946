import { areSameNotes, mergedNotes, notesMissingIn } from '../link/noteLists';
import { type Note, noteLimits } from '../link/notes';
import { requestedTensor } from '../session/firstTensor';
import { blockSizeOf, type Pattern } from '../sparsity/pattern';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { notesUnder } from './noteKeeping';
import { type HiddenNotes, type NotesModel, withChange } from './noteState';
import { isSameModel, notesModelNow } from './notesModel';
import type { AppState, AppStore } from './store';

/**
 * The notes of a page that shows another model or the preview of another link. Notes of the model before are hidden, and the page asks whether to
 * keep them. Notes that were hidden when the model was closed come back.
 * @param next the model of the next notes
 * @param ofLink notes of the link that opens the model, and their pattern
 * @param isSame whether it is known that the model is the one of the notes on screen
 */
export function notesOfNext(
  state: AppState,
  next: NotesModel | undefined,
  { notes: ofLink, pattern = state.pattern }: Partial<Pick<AppState, 'notes' | 'pattern'>>,
  isSame = false,
): Partial<AppState> {
  const before = notesModelNow(state);
  if (isSame || !before || !next || isSameModel(before, next)) {
    const shown = { notesModel: next };
    return ofLink === undefined ? shown : { ...shown, ...notesReplaced(state, ofLink) };
  }
  const isBack = ({ model }: HiddenNotes) => isSameModel(model, next);
  const back = state.hiddenNotes.filter(isBack);
  const notes = withHidden(ofLink ?? [], 'notes', back, pattern);
  const sharedNotes = back.flatMap((hidden) => notesUnder(hidden.sharedNotes, hidden.pattern, pattern));
  const left: HiddenNotes = {
    model: before,
    notes: state.notes,
    sharedNotes: state.sharedNotes,
    pattern: state.pattern,
  };
  const isAsked = notesMissingIn(notes, notesUnder(state.notes, state.pattern, pattern)).length > 0;
  const others = state.hiddenNotes.filter((hidden) => !isBack(hidden));
  return {
    notes,
    sharedNotes: mergedNotes(sharedNotes, ofLink ?? []),
    noteChanges: [],
    notesModel: next,
    hiddenNotes: state.notes.length > 0 ? [...others, left] : others,
    notesQuestion: isAsked ? left : undefined,
  };
}

/** Notes, followed by those of hidden ones that are not among them, under the pattern. */
function withHidden(
  notes: readonly Note[],
  kind: 'notes' | 'sharedNotes',
  hidden: readonly HiddenNotes[],
  pattern: Pattern,
): readonly Note[] {
  return hidden.reduce((all, one) => mergedNotes(all, notesUnder(one[kind], one.pattern, pattern)), notes);
}

/** Notes that a link replaces. This can be undone. */
export function notesReplaced(
  { notes: before, pattern, noteChanges, sharedNotes }: AppState,
  notes: readonly Note[],
): Partial<AppState> {
  if (areSameNotes(before, notes)) return { sharedNotes: areSameNotes(before, sharedNotes) ? sharedNotes : notes };
  const change = { change: { kind: 'replaced' }, notes: before, pattern } as const;
  return {
    notes,
    sharedNotes: notes,
    noteChanges: before.length > 0 ? withChange(noteChanges, change) : noteChanges,
  };
}

/** Actions on the notes of a model that was closed. */
export function noteHidingOn(store: AppStore) {
  const { getState, setState } = store;

  /** Adds those notes of the model before to the notes on screen whose tensors the open model has. All come back with their own model. */
  function keepNotes(): void {
    const { notesQuestion, notes, pattern, noteChanges, model, snapshot } = getState();
    if (!notesQuestion) return;
    const tensors = model?.contents.tensors ?? (snapshot ? [snapshot.tensor] : []);
    const fitting = notesThatFit(notesQuestion, tensors, pattern);
    const after = mergedNotes(notes, fitting).slice(0, Math.max(noteLimits.notes, notes.length));
    const change = { kind: 'kept', kept: fitting.length, total: notesQuestion.notes.length } as const;
    setState({
      notesQuestion: undefined,
      notes: after,
      noteChanges: withChange(noteChanges, { change, notes, pattern }),
    });
  }

  // A file can be recognized as the one of a link only by its SHA-256, which is computed after it is opened.
  store.subscribe((state, before) => {
    if (state.hash?.phase !== 'done' || state.hash === before.hash) return;
    const now = notesModelNow(state);
    const isBack = ({ model }: HiddenNotes) => now !== undefined && isSameModel(model, now);
    const back = state.hiddenNotes.filter(isBack);
    if (back.length === 0) return;
    setState({
      notes: withHidden(state.notes, 'notes', back, state.pattern),
      sharedNotes: withHidden(state.sharedNotes, 'sharedNotes', back, state.pattern),
      hiddenNotes: state.hiddenNotes.filter((hidden) => !isBack(hidden)),
      noteChanges: [],
      ...(state.notesQuestion && isBack(state.notesQuestion) && { notesQuestion: undefined }),
    });
  });

  return { keepNotes, hideNotes: () => setState({ notesQuestion: undefined }) };
}

/** The notes whose places are in tensors of another model, with the keys of those tensors. Names decide, as for links. */
function notesThatFit(
  { model, notes, pattern }: HiddenNotes,
  tensors: readonly WeightTensor[],
  patternNow: Pattern,
): readonly Note[] {
  return notesUnder(notes, pattern, patternNow).flatMap((note) => {
    const tensorName = model.tensorNames.get(note.tensor);
    const tensor = requestedTensor(tensors, { tensor: note.tensor, ...(tensorName !== undefined && { tensorName }) });
    if (!tensor || (tensorName !== undefined && tensor.name !== tensorName)) return [];
    return hasPlace(tensor, note, patternNow) ? [{ ...note, tensor: tensorKey(tensor) }] : [];
  });
}

function hasPlace({ rowCount, columnCount }: WeightTensor, { anchor }: Note, pattern: Pattern): boolean {
  switch (anchor.kind) {
    case 'tensor':
      return true;
    case 'rows':
      return anchor.end <= rowCount;
    case 'cell':
      return anchor.row < rowCount && anchor.column < columnCount;
    case 'block':
      return anchor.row < rowCount && anchor.block * blockSizeOf(pattern).columns < columnCount;
  }
}
