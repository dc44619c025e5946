import type { Note } from '../link/notes';
import type { Pattern } from '../sparsity/pattern';

/** Identifies the model that notes belong to, so that they come back when it is opened again. */
export type NotesModel = {
  /** Absent for a URL that is not open yet. */
  readonly name?: string;
  readonly address?: string;
  /** Bytes. */
  readonly size?: number;
  readonly sha256?: string;
  /** `lastModified` of a local file, ms. */
  readonly modified?: number;
  /** Names of the tensors by key, as far as they are known. */
  readonly tensorNames: ReadonlyMap<string, string>;
};

/** Notes of a model that is not open. They come back when it is opened again in this visit. */
export type HiddenNotes = {
  readonly model: NotesModel;
  readonly notes: readonly Note[];
  readonly sharedNotes: readonly Note[];
  /** The pattern of notes on blocks. */
  readonly pattern: Pattern;
};

/** A change of the notes, with what is needed to undo it. */
export type NoteChange = {
  readonly change: NoteChangeKind;
  /** The notes before the change, and the pattern of their blocks. */
  readonly notes: readonly Note[];
  readonly pattern: Pattern;
};

export type NoteChangeKind =
  /** `number`: position of the note in the list, from 0. */
  | { readonly kind: 'added' | 'changed' | 'removed'; readonly number: number }
  /** By the notes of a link. */
  | { readonly kind: 'replaced' }
  /** `kept` of `total` notes of the model before. */
  | { readonly kind: 'kept'; readonly kept: number; readonly total: number };

// Steps that can be undone.
const maxChanges = 50;

/** The changes that can be undone, with one more. */
export function withChange(changes: readonly NoteChange[], change: NoteChange): readonly NoteChange[] {
  return [...changes, change].slice(-maxChanges);
}
