// Texts of the notes.

export const notesTexts = {
  heading: 'Notes',
  savedInLink: 'Saved only in the link you share',
  add: 'Add note',
  addTitle: 'Add note (c)',
  cancel: 'Cancel',
  copyMarkdown: 'Copy as Markdown',
  copied: 'Copied',
  anchor: 'On',
  initials: 'Initials',
  text: 'Note',
  placeholder: 'What should readers look at?',
  hint: 'Click a weight on the map to add a note to it or its block.',
  remove: (number: number) => `Remove note ${number}`,
  unknownModel: 'the model',
};
