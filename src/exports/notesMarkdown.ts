import { anchorInWords, type Note } from '../link/notes';
import { markdownDestination, markdownText } from './markdown';

/** Names and links for notes. */
export type NotesContext = {
  readonly modelName: string;
  tensorName(key: string): string;
  /** Absolute URL that shows the note. */
  linkTo(note: Note): string;
};

/**
 * Notes as a Markdown list, for a pull request: one line per note, numbered as on the map, each with a link. Names and notes are escaped, so they
 * cannot contain markup, HTML, links or mentions.
 */
export function notesMarkdown(notes: readonly Note[], { modelName, tensorName, linkTo }: NotesContext): string {
  const lines = notes.map((note, index) => {
    const place = `${markdownText(tensorName(note.tensor))}, ${anchorInWords(note.anchor)}`;
    const author = note.author.trim() === '' ? '' : ` (${markdownText(note.author)})`;
    return `${index + 1}. [${place}](${markdownDestination(linkTo(note))}): ${markdownText(note.text)}${author}`;
  });
  return [`Notes on ${markdownText(modelName)}:`, '', ...lines, ''].join('\n');
}
