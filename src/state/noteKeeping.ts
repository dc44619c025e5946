import type { Note, NoteAnchor } from '../link/notes';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf, type Pattern, patternText } from '../sparsity/pattern';
import { tensorKey } from '../tflite/weights/weightTensor';
import { blockInView } from '../views/blocksInView';
import { viewOf } from '../views/matrixView';
import type { AppState } from './store';

// Cells around the weights of a note.
const margin = 12;

/** Notes after a change of the pattern. Block indexes depend on the pattern, so a note on a block becomes one on its first weight. */
export function notesUnder(notes: readonly Note[], from: Pattern, to: Pattern): readonly Note[] {
  if (patternText(from) === patternText(to)) return notes;
  const { columns } = blockSizeOf(from);
  return notes.map((note) => {
    const { anchor } = note;
    if (anchor.kind !== 'block') return note;
    return { ...note, anchor: { kind: 'cell', row: anchor.row, column: anchor.block * columns } };
  });
}

/** What a new note can refer to, the most specific first: block and cell of the chosen weight, the rows in view, the tensor. */
export function anchorsOffered({
  map,
  picked,
  window,
  pattern,
}: Pick<AppState, 'map' | 'picked' | 'window' | 'pattern'>): NoteAnchor[] {
  if (map.phase !== 'ready') return [];
  const { view, tensor } = map.tensorMap;
  const ofWeight: NoteAnchor[] = picked
    ? [
        { kind: 'block', row: picked.row, block: Math.floor(picked.column / blockSizeOf(pattern).columns) },
        { kind: 'cell', row: picked.row, column: picked.column },
      ]
    : [];
  const isMatrix = view.layout === 'rows' && !view.transposed;
  const rows: NoteAnchor[] =
    isMatrix && window && (window.rowStart > 0 || window.rowEnd < tensor.rowCount)
      ? [{ kind: 'rows', start: window.rowStart, end: Math.min(window.rowEnd, tensor.rowCount) }]
      : [];
  return [...ofWeight, ...rows, { kind: 'tensor' }];
}

/** A window around the weights of a note; undefined for the complete tensor. */
export function windowOfNote(
  { anchor }: Note,
  { model, snapshot, view: choice, pattern }: AppState,
  key: string,
): MatrixWindow | undefined {
  const tensor = model?.contents.tensors.find((other) => tensorKey(other) === key) ?? snapshot?.tensor;
  if (!tensor || anchor.kind === 'tensor') return undefined;
  const view = viewOf(tensor, choice);
  const blockColumns = blockSizeOf(pattern).columns;
  const place =
    anchor.kind === 'rows'
      ? { row: anchor.start, block: 0 }
      : anchor.kind === 'cell'
        ? { row: anchor.row, block: Math.floor(anchor.column / blockColumns) }
        : anchor;
  const cells = blockInView(view, place, blockColumns);
  if (!cells) return undefined;
  const rowCount = anchor.kind === 'rows' ? anchor.end - anchor.start : 1;
  return {
    rowStart: Math.max(0, cells.rowStart - margin),
    rowEnd: Math.min(view.rowCount, cells.rowEnd + rowCount - 1 + margin),
    columnStart: Math.max(0, cells.columnStart - margin),
    columnEnd: Math.min(view.columnCount, cells.columnEnd + margin),
  };
}
