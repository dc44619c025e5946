import { type Margins, marginsOf } from '../sparsity/margins';
import type { Mask } from '../sparsity/mask';
import type { Kernels } from './wasmModule';
import { firstByte, windowBytes } from './windows.wasm';

// Words. The counts of all columns are in the memory of the kernel.
const maxWordsPerRow = 2 ** 14;
// Bytes of working memory of the kernel.
const sumsBytes = 128;
// Columns that the kernel counts at once.
const columnStep = 128;

/** Non-zeros of each row and column of a mask, some rows at a time. */
export function marginsOnWasm(kernels: Kernels, mask: Mask): Margins {
  const { rowCount, columnCount, wordsPerRow, words } = mask;
  if (words.length === 0 || wordsPerRow > maxWordsPerRow) return marginsOf(mask);
  const rows = new Uint32Array(rowCount);
  const rowsAtOnce = Math.min(rowCount, Math.max(1, Math.floor(windowBytes / (wordsPerRow * 4))));
  const columnsAt = firstByte + sumsBytes;
  const columnBytes = Math.ceil(columnCount / columnStep) * columnStep * 4;
  const rowsAt = columnsAt + columnBytes;
  const maskAt = rowsAt + Math.ceil(rowsAtOnce / 4) * 16;
  kernels.reserve(maskAt + rowsAtOnce * wordsPerRow * 4);
  const memory = new Uint32Array(kernels.memory.buffer);
  memory.fill(0, columnsAt / 4, rowsAt / 4);
  for (let row = 0; row < rowCount; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rowCount - row);
    memory.set(words.subarray(row * wordsPerRow, (row + count) * wordsPerRow), maskAt / 4);
    kernels.margins(maskAt, count, wordsPerRow, rowsAt, columnsAt, firstByte);
    rows.set(memory.subarray(rowsAt / 4, rowsAt / 4 + count), row);
  }
  return { rows, columns: memory.slice(columnsAt / 4, columnsAt / 4 + columnCount) };
}
