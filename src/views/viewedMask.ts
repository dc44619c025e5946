import { emptyMask, isNonZero, type Mask, reshapedMask, setBit } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { type Lines, lineStart, type MatrixView } from './matrixView';

/** The mask of the weight matrix in the orientation of a view. The same object if the view is the weight matrix. */
export function maskInView(mask: Mask, { lines, transposed }: MatrixView): Mask {
  const inLines = maskInLines(mask, lines);
  return transposed ? transposedMask(inLines) : inLines;
}

/**
 * Rearranges bits from rows of the weight matrix to the lines of a view.
 * @param mask [rows of the weight matrix, weights or blocks per row]
 */
export function maskInLines(mask: Mask, lines: Lines): Mask {
  const { count, length, first, rowLength } = lines;
  if (rowLength === 0 || count === 0) return emptyMask(count, mask.columnCount);
  const rowsPerLine = length / rowLength;
  const isInOrder = lines.groups === undefined;
  if (rowsPerLine === 1 && isInOrder && count === mask.rowCount && first === 0) return mask;
  // Lines of several rows follow each other in the weight matrix, if not in this order.
  const pieces = rowsPerLine > 1 ? reshapedMask(mask, count, mask.columnCount * rowsPerLine) : mask;
  if (rowsPerLine > 1 && isInOrder) return pieces;
  const gathered = emptyMask(count, pieces.columnCount);
  const { wordsPerRow } = pieces;
  for (let line = 0; line < count; line++) {
    const piece = lineStart(lines, line) / length;
    gathered.words.set(pieces.words.subarray(piece * wordsPerRow, (piece + 1) * wordsPerRow), line * wordsPerRow);
  }
  return gathered;
}

/** A copy of a range of a mask. The range must be inside the mask. */
export function maskWithin(mask: Mask, { rowStart, rowEnd, columnStart, columnEnd }: MatrixWindow): Mask {
  const part = emptyMask(rowEnd - rowStart, columnEnd - columnStart);
  for (let row = rowStart; row < rowEnd; row++) {
    for (let column = columnStart; column < columnEnd; column++) {
      if (isNonZero(mask, row, column)) setBit(part, row - rowStart, column - columnStart);
    }
  }
  return part;
}

/** Transposes 32 x 32 bits at a time. */
export function transposedMask(mask: Mask): Mask {
  const { rowCount, columnCount, wordsPerRow, words } = mask;
  const transposed = emptyMask(columnCount, rowCount);
  const square = new Uint32Array(32);
  for (let rowWord = 0; rowWord < transposed.wordsPerRow; rowWord++) {
    const rows = Math.min(32, rowCount - rowWord * 32);
    for (let word = 0; word < wordsPerRow; word++) {
      let any = 0;
      for (let i = 0; i < 32; i++) {
        square[i] = i < rows ? words[(rowWord * 32 + i) * wordsPerRow + word] : 0;
        any |= square[i];
      }
      if (any === 0) continue;
      transposeSquare(square);
      const columns = Math.min(32, columnCount - word * 32);
      for (let i = 0; i < columns; i++) {
        transposed.words[(word * 32 + i) * transposed.wordsPerRow + rowWord] = square[i];
      }
    }
  }
  return transposed;
}

/** Transposes 32 x 32 bits in place. Swaps quarters across the diagonal, then their quarters. Source: Warren, Hacker's Delight, 7-3, with bits numbered from the lowest. */
function transposeSquare(square: Uint32Array): void {
  for (let size = 16, bits = 0x0000ffff; size > 0; size >>>= 1, bits ^= bits << size) {
    for (let i = 0; i < 32; i = ((i | size) + 1) & ~size) {
      const swapped = ((square[i] >>> size) ^ square[i | size]) & bits;
      square[i] ^= swapped << size;
      square[i | size] ^= swapped;
    }
  }
}
