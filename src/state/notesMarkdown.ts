import { anchorInWords, type Note } from './notes';

/** What notes are told with. */
export type NotesContext = {
  readonly modelName: string;
  tensorName(key: string): string;
  /** The whole address that shows a note. */
  linkTo(note: Note): string;
};

/**
 * Notes as a Markdown list to paste into a pull request: a line a note, numbered as on the map, each with its own link. Whatever names and notes
 * hold is text there too: no markup, no HTML, no link, no mention.
 */
export function notesMarkdown(notes: readonly Note[], { modelName, tensorName, linkTo }: NotesContext): string {
  const lines = notes.map((note, index) => {
    const place = `${plain(tensorName(note.tensor))}, ${anchorInWords(note.anchor)}`;
    const author = note.author.trim() === '' ? '' : ` (${plain(note.author)})`;
    return `${index + 1}. [${place}](${destination(linkTo(note))}): ${plain(note.text)}${author}`;
  });
  return [`Notes on ${plain(modelName)}:`, '', ...lines, ''].join('\n');
}

// Between a sign and what follows it: shows nothing, and keeps GitHub from reading a mention, an e-mail address or the number of an issue.
const wordJoiner = '\u2060';

/** On one line, and read by no Markdown as anything but itself. */
function plain(text: string): string {
  return (
    text
      .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
      // Marks that turn the direction of writing would carry on past the note.
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .trim()
      .replace(/[\\`*_~[\]<>&|$#@]/g, '\\$&')
      .replace(/[#@]/g, `$&${wordJoiner}`)
      // Bare addresses, which GitHub makes links of.
      .replace(/:(?=\/\/)|(?<=www)\./gi, '\\$&')
  );
}

/** An address between the brackets of a link: nothing in it ends it, and `&` begins no entity. */
function destination(address: string): string {
  return address
    .replace(/[\s<>\\]/g, encodeURIComponent)
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')
    .replace(/&(?=#?\w+;)/g, '&amp;');
}
