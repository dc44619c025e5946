import type { Viewport } from '../heatmap/viewport';
import type { Note, NoteAnchor } from '../link/notes';
import { blockSizeOf, type Pattern, patternText } from '../sparsity/pattern';
import { tensorKey } from '../tflite/weights/weightTensor';
import { blockInView } from '../views/blocksInView';
import { viewOf } from '../views/matrixView';
import type { AppState } from './store';

/** Blocks are counted by the pattern: under another one a note stays at the first weight of its block. */
export function notesUnder(notes: readonly Note[], from: Pattern, to: Pattern): readonly Note[] {
  if (patternText(from) === patternText(to)) return notes;
  const of = blockSizeOf(from).columns;
  return notes.map((note) => {
    const { anchor } = note;
    if (anchor.kind !== 'block') return note;
    return { ...note, anchor: { kind: 'cell', row: anchor.row, column: anchor.block * of } };
  });
}

/** What a note can be pinned to now, the nearest first: the chosen weight and its block, the rows in view, the tensor. */
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

/** The window that shows what a note is about, among its surroundings; undefined for the whole tensor. */
export function windowOfNote(
  { anchor }: Note,
  { model, snapshot, view: choice, pattern }: AppState,
  key: string,
): Viewport | undefined {
  const tensor = model?.contents.tensors.find((other) => tensorKey(other) === key) ?? snapshot?.tensor;
  if (!tensor || anchor.kind === 'tensor') return undefined;
  const view = viewOf(tensor, choice);
  const of = blockSizeOf(pattern).columns;
  const place =
    anchor.kind === 'rows'
      ? { row: anchor.start, block: 0 }
      : anchor.kind === 'cell'
        ? { row: anchor.row, block: Math.floor(anchor.column / of) }
        : anchor;
  const cells = blockInView(view, place, of);
  if (!cells) return undefined;
  const down = anchor.kind === 'rows' ? anchor.end - anchor.start : 1;
  const margin = 12;
  return {
    rowStart: Math.max(0, cells.rowStart - margin),
    rowEnd: Math.min(view.rowCount, cells.rowEnd + down - 1 + margin),
    columnStart: Math.max(0, cells.columnStart - margin),
    columnEnd: Math.min(view.columnCount, cells.columnEnd + margin),
  };
}
