import { formatCount } from '../../sparsity/verdict';
import type { NoteChangeKind } from '../../state/noteState';

// Texts of the notes.

export const notesTexts = {
  heading: 'Notes',
  savedInLink: 'Saved only in the link you share',
  add: 'Add note',
  addTitle: 'Add note (c)',
  cancel: 'Cancel',
  copyMarkdown: 'Copy as Markdown',
  hashing: 'Computing the hash',
  copied: 'Copied',
  anchor: 'On',
  initials: 'Initials',
  text: 'Note',
  placeholder: 'What should readers look at?',
  hint: 'Click a weight on the map to add a note to it or its block.',
  save: 'Save',
  editShort: 'Edit',
  edit: (number: number) => `Edit note ${number}`,
  remove: (number: number) => `Remove note ${number}`,
  undo: 'Undo',
  unknownModel: 'the model',
  tooMany: (limit: number) =>
    `A link can hold ${formatCount(limit)} notes. Remove notes, or add the note to another link.`,
  change: (change: NoteChangeKind) => {
    switch (change.kind) {
      case 'replaced':
        return 'The notes were replaced by those of the link.';
      case 'kept':
        return change.kept === change.total
          ? `${notesCount(change.kept)} kept.`
          : `${formatCount(change.kept)} of ${notesCount(change.total)} kept. This model has no place for the others.`;
      default:
        return `Note ${change.number + 1} ${change.kind}.`;
    }
  },
  /** `2 notes not shared:` followed by the button. */
  unshared: (changed: number, removed: number) =>
    changed > 0 ? `${notesCount(changed)} not shared:` : `${notesCount(removed)} removed, not shared:`,
  question: (count: number, model: string) =>
    `${notesCount(count)} ${count === 1 ? 'belongs' : 'belong'} to ${model}: hide or keep?`,
  questionHint: 'Hidden notes come back when you open that model again in this visit.',
  hide: 'Hide',
  keep: 'Keep',
};

function notesCount(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'note' : 'notes'}`;
}
