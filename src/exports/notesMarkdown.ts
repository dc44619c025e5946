import { anchorLabel, type Note } from '../link/notes';
import type { Pattern } from '../sparsity/pattern';
import { markdownDestination, markdownText } from './markdown';

/** What notes are told with. */
export type NotesContext = {
  readonly modelName: string;
  /** Gives the length of blocks. */
  readonly pattern: Pattern;
  tensorName(key: string): string;
  /** The whole address that shows a note. */
  linkTo(note: Note): string;
};

/**
 * Notes as a Markdown list to paste into a pull request: a line a note, numbered as on the map, each with its own link. Whatever names and notes
 * hold is text there too: no markup, no HTML, no link, no mention.
 */
export function notesMarkdown(
  notes: readonly Note[],
  { modelName, tensorName, linkTo, pattern }: NotesContext,
): string {
  const lines = notes.map((note, index) => {
    const place = `${markdownText(tensorName(note.tensor))}, ${anchorLabel(note.anchor, pattern)}`;
    const author = note.author.trim() === '' ? '' : ` (${markdownText(note.author)})`;
    return `${index + 1}. [${place}](${markdownDestination(linkTo(note))}): ${markdownText(note.text)}${author}`;
  });
  return [`Notes on ${markdownText(modelName)}:`, '', ...lines, ''].join('\n');
}
