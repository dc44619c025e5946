import type { Mask } from '../sparsity/mask';
import { countsFor, type DensityPyramid, type Level, levelSizes } from '../sparsity/pyramid';
import { addFiner, pyramidOnCpu } from './pyramid.cpu';
import type { Kernels } from './wasmModule';
import { firstByte, windowBytes } from './windows.wasm';

// The kernel computes cells of 4, 8 and 16. The other levels have a thousandth of the weights.
const kernelLevels = 3;
const rowsOfCoarsest = 16;
// Words. The rows of a cell should fit into the cache.
const maxWordsPerRow = 2 ** 14;

/** The density pyramid of a mask, some rows at a time. */
export function pyramidOnWasm(kernels: Kernels, mask: Mask): DensityPyramid {
  const { rowCount, columnCount, wordsPerRow, words } = mask;
  if (mask.words.length === 0 || wordsPerRow > maxWordsPerRow) return pyramidOnCpu(mask);
  const levels = levelSizes(mask).map(
    (size): Level => ({ ...size, counts: countsFor(size.cellSize, size.rowCount * size.columnCount) }),
  );
  const groups = Math.max(1, Math.floor(windowBytes / (wordsPerRow * 4 * rowsOfCoarsest)));
  const rowsAtOnce = Math.min(groups, Math.ceil(rowCount / rowsOfCoarsest)) * rowsOfCoarsest;
  const memory = pyramidMemory(kernels, rowsAtOnce, mask);
  for (let row = 0; row < rowCount; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rowCount - row);
    memory.words.set(words.subarray(row * wordsPerRow, (row + count) * wordsPerRow), memory.maskAt / 4);
    kernels.pyramid(memory.maskAt, count, columnCount, ...memory.countsAt);
    for (const [i, { cellSize, columnCount: columns, counts }] of levels.slice(0, kernelLevels).entries()) {
      const length = Math.ceil(count / cellSize) * columns;
      const [at, Cells] = [memory.countsAt[i], cellSize === 16 ? Uint16Array : Uint8Array];
      counts.set(new Cells(kernels.memory.buffer, at, length), (row / cellSize) * columns);
    }
  }
  for (let i = kernelLevels; i < levels.length; i++) addFiner(levels[i], levels[i - 1]);
  return { mask, levels };
}

/** Layout of the memory: mask words with three more rows, then the counts of three levels. */
function pyramidMemory(kernels: Kernels, rows: number, { wordsPerRow }: Mask) {
  const maskAt = firstByte;
  const cells = (rows / 4) * wordsPerRow * 8;
  const foursAt = maskAt + (rows + 3) * wordsPerRow * 4 + 16;
  const eightsAt = foursAt + cells + 32;
  // Of odd numbers of cells, half is rounded up, by at most one cell for each four words.
  const sixteensAt = eightsAt + Math.ceil(cells / 2 / 8) * 8;
  kernels.reserve(sixteensAt + cells);
  const countsAt: [number, number, number] = [foursAt, eightsAt, sixteensAt];
  return { maskAt, countsAt, words: new Uint32Array(kernels.memory.buffer) };
}
