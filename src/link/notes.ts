import { blockSizeOf, type Pattern } from '../sparsity/pattern';
import { formatCount } from '../sparsity/verdict';

/** A note on a place in a weight tensor. Links contain notes, so their texts are untrusted: they are shown as text, never as markup. */
export type Note = {
  /** `0:5` */
  readonly tensor: string;
  readonly anchor: NoteAnchor;
  /** Initials or a name; may be empty. */
  readonly author: string;
  readonly text: string;
};

/** In rows and columns of the weight matrix, which do not depend on the view. */
export type NoteAnchor =
  | { readonly kind: 'tensor' }
  | { readonly kind: 'cell'; readonly row: number; readonly column: number }
  /** A block of the link's pattern, by its index in the row. */
  | { readonly kind: 'block'; readonly row: number; readonly block: number }
  /** `end` is exclusive. */
  | { readonly kind: 'rows'; readonly start: number; readonly end: number };

/** Maximum number of notes in a link, and maximum lengths in UTF-16 code units. */
export const noteLimits = { notes: 200, author: 40, text: 500 } as const;

/** Encodes a note: `0:5/b:93,511;TM;Why is this kept?` for tensor and anchor, author, and text. */
export function noteText({ tensor, anchor, author, text }: Note): string {
  return `${tensor}/${anchorText(anchor)};${author.replaceAll(';', ',')};${text}`;
}

function anchorText(anchor: NoteAnchor): string {
  switch (anchor.kind) {
    case 'tensor':
      return 't';
    case 'cell':
      return `c:${anchor.row},${anchor.column}`;
    case 'block':
      return `b:${anchor.row},${anchor.block}`;
    case 'rows':
      return `r:${anchor.start}:${anchor.end}`;
  }
}

/** Decodes a note. Never throws. @returns undefined for an invalid, empty or too long note */
export function parseNote(text: string): Note | undefined {
  const match = /^(\d{1,9}:\d{1,9})\/([^;]{1,40});([^;]*);(.*)$/s.exec(text);
  if (!match) return undefined;
  const [, tensor, place, author, said] = match;
  const anchor = parseAnchor(place);
  if (!anchor || said.trim() === '') return undefined;
  if (author.length > noteLimits.author || said.length > noteLimits.text) return undefined;
  return { tensor, anchor, author, text: said };
}

function parseAnchor(text: string): NoteAnchor | undefined {
  if (text === 't') return { kind: 'tensor' };
  const match = /^(?:([cb]):(\d{1,15}),(\d{1,15})|r:(\d{1,15}):(\d{1,15}))$/.exec(text);
  if (!match) return undefined;
  const [, kind, row, place, start, end] = match;
  if (kind === 'c') return { kind: 'cell', row: Number(row), column: Number(place) };
  if (kind === 'b') return { kind: 'block', row: Number(row), block: Number(place) };
  return Number(start) < Number(end) ? { kind: 'rows', start: Number(start), end: Number(end) } : undefined;
}

/**
 * `row 93, columns 2,044 to 2,047`.
 * @param pattern gives the length of blocks
 * @param columnCount of the weight matrix, where the last block of a row ends; absent if the tensor is not known
 */
export function anchorLabel(anchor: NoteAnchor, pattern: Pattern, columnCount = Number.POSITIVE_INFINITY): string {
  switch (anchor.kind) {
    case 'tensor':
      return 'complete tensor';
    case 'cell':
      return `row ${formatCount(anchor.row)}, column ${formatCount(anchor.column)}`;
    case 'block': {
      const { columns } = blockSizeOf(pattern);
      const first = anchor.block * columns;
      const last = Math.min(first + columns, columnCount) - 1;
      const row = `row ${formatCount(anchor.row)}`;
      if (last <= first) return `${row}, column ${formatCount(first)}`;
      return `${row}, columns ${formatCount(first)} to ${formatCount(last)}`;
    }
    case 'rows':
      return anchor.end - anchor.start === 1
        ? `row ${formatCount(anchor.start)}`
        : `rows ${formatCount(anchor.start)} to ${formatCount(anchor.end - 1)}`;
  }
}
