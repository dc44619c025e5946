import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { storedLeaves, storedParts } from '../tflite/weights/storedValues';
import { lineStart, type MatrixView, placeInLines } from './matrixView';

/** Stored values of a window of a view, row-major. NaN for weights that a sparse tensor does not store. Plain data. */
export type WindowValues = MatrixWindow & { readonly values: Float64Array<ArrayBuffer> };

/** Maximum number of weights in a window. In larger windows, cells are too small to show values. */
export const maxWindowValues = 16_384;

/** @throws ModelError */
export async function windowValuesOf(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  view: MatrixView,
  window: MatrixWindow,
  signal?: AbortSignal,
): Promise<WindowValues> {
  const { rowStart, rowEnd, columnStart, columnEnd } = window;
  const width = columnEnd - columnStart;
  const values = new Float64Array((rowEnd - rowStart) * width).fill(Number.NaN);
  function place(element: number, value: number): void {
    const at = placeInLines(view.lines, element);
    if (!at) return;
    const [row, column] = view.transposed ? [at.along, at.line] : [at.line, at.along];
    if (row < rowStart || row >= rowEnd || column < columnStart || column >= columnEnd) return;
    values[(row - rowStart) * width + column - columnStart] = value;
  }
  if (sparse) {
    for await (const { elements, values: held } of storedLeaves(stored, sparse, signal)) {
      for (let i = 0; i < held.length; i++) place(elements[i], held[i]);
    }
    return { ...window, values };
  }
  const [firstLine, lineEnd] = view.transposed ? [columnStart, columnEnd] : [rowStart, rowEnd];
  const [start, end] = view.transposed ? [rowStart, rowEnd] : [columnStart, columnEnd];
  for (let line = firstLine; line < lineEnd; line++) {
    const begin = lineStart(view.lines, line) + start;
    for await (const part of storedParts(stored, begin, begin + end - start, signal)) {
      for (let i = 0; i < part.values.length; i++) place(part.first + i, part.values[i]);
    }
  }
  return { ...window, values };
}

/** The stored value at a cell of the view. Undefined outside the window. */
export function windowValueAt({ values, ...window }: WindowValues, row: number, column: number): number | undefined {
  const { rowStart, rowEnd, columnStart, columnEnd } = window;
  if (row < rowStart || row >= rowEnd || column < columnStart || column >= columnEnd) return undefined;
  return values[(row - rowStart) * (columnEnd - columnStart) + column - columnStart];
}
