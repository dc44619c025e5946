import { anchorLabel, type Note } from '../link/notes';
import type { Pattern } from '../sparsity/pattern';
import { markdownDestination, markdownText } from './markdown';

/** Names and links for notes. */
export type NotesContext = {
  readonly modelName: string;
  /** Of the file, in hex; undefined if it is not known. */
  readonly sha256?: string | undefined;
  /** Gives the length of blocks. */
  readonly pattern: Pattern;
  tensorName(key: string): string;
  /** Of the weight matrix; undefined if the tensor is not known. */
  columnCount(key: string): number | undefined;
  /** Absolute URL that shows the note. */
  linkTo(note: Note): string;
};

/**
 * Notes as a Markdown list, for a pull request: one line per note, numbered as on the map, each with a link. Names and notes are escaped, so they
 * cannot contain markup, HTML, links or mentions.
 */
export function notesMarkdown(
  notes: readonly Note[],
  { modelName, sha256, tensorName, columnCount, linkTo, pattern }: NotesContext,
): string {
  const lines = notes.map((note, index) => {
    const place = `${markdownText(tensorName(note.tensor))}, ${anchorLabel(note.anchor, pattern, columnCount(note.tensor))}`;
    const author = note.author.trim() === '' ? '' : ` (${markdownText(note.author)})`;
    return `${index + 1}. [${place}](${markdownDestination(linkTo(note))}): ${markdownText(note.text)}${author}`;
  });
  const hash = sha256 === undefined ? '' : ` (SHA-256 ${sha256})`;
  return [`Notes on ${markdownText(modelName)}${hash}:`, '', ...lines, ''].join('\n');
}
