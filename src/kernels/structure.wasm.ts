import { throwIfCancelled } from '../modelError';
import { bitCount, type Mask } from '../sparsity/mask';
import type { BlockSize } from '../sparsity/pattern';
import { blockSizesIn, type StructureCounts, structureCounts, zeroRowCounter } from '../sparsity/structureCounts';
import type { Kernels } from './wasmModule';
import { firstByte, windowBytes } from './windows.wasm';

// Words. Four rows of a longer mask do not fit into a window.
const maxWordsPerRow = 2 ** 14;
// Windows that are counted before the thread can handle events: a few milliseconds of work.
const windowsAtOnce = 16;
// Bytes of the totals of the kernel.
const totalsBytes = 160;

/**
 * Counts a mask, some rows at a time, see structureCounts.
 * @throws ModelError `cancelled`
 */
export async function structureCountsOnWasm(
  kernels: Kernels,
  mask: Mask,
  groupRows: number,
  signal?: AbortSignal,
): Promise<StructureCounts> {
  const { rowCount, columnCount, wordsPerRow, words } = mask;
  if (words.length === 0 || wordsPerRow > maxWordsPerRow) return structureCounts(mask, groupRows, signal);
  // A multiple of the rows of a block.
  const rowsAtOnce = Math.min(rowCount, Math.floor(windowBytes / (wordsPerRow * 4) / 4) * 4);
  const used = new Uint32Array(wordsPerRow);
  const zeroRows = zeroRowCounter(groupRows);
  const sums = { nonzeros: 0, fours: 0, sixteens: 0, squares: 0, columns: 0 };
  const worst = [0, 0, 0, 0];
  for (let row = 0, window = 1; row < rowCount; row += rowsAtOnce, window++) {
    if (window % windowsAtOnce === 0) await new Promise((resolve) => setTimeout(resolve));
    throwIfCancelled(signal);
    const count = Math.min(rowsAtOnce, rowCount - row);
    // Other calls can have used the memory of the kernels.
    const memory = structureMemory(kernels, rowsAtOnce, wordsPerRow);
    memory.words.set(words.subarray(row * wordsPerRow, (row + count) * wordsPerRow), memory.maskAt / 4);
    kernels.structure(memory.maskAt, count, columnCount, memory.usedAt, memory.rowsAt, memory.totalsAt);
    for (let word = 0; word < wordsPerRow; word++) used[word] |= memory.words[memory.usedAt / 4 + word];
    for (let i = 0; i < count; i++) zeroRows.add(memory.bytes[memory.rowsAt + i] === 0);
    addTotals(
      memory.words.subarray(memory.totalsAt / 4, (memory.totalsAt + totalsBytes) / 4),
      columnCount,
      sums,
      worst,
    );
  }
  const weights = rowCount * columnCount;
  const weightsWithOnes = ({ rows, columns }: BlockSize) => {
    if (rows === 4) return columns === 4 ? sums.squares : sums.columns;
    return columns === 4 ? sums.fours : sums.sixteens;
  };
  return {
    nonzeros: sums.nonzeros,
    zeroRows: zeroRows.rows(),
    zeroColumns: used.reduce((zeros, bits) => zeros - bitCount(bits), columnCount),
    zeroGroups: zeroRows.groups(),
    worst: worst.map((nonzeros, i) => ({ of: 2 ** (i + 1), nonzeros })),
    zeroBlocks: blockSizesIn(mask).map((block) => ({ block, weights: weights - weightsWithOnes(block) })),
  };
}

/** Layout of the memory: totals, a row of words, mask words with three more rows, then a byte for each row. */
function structureMemory(kernels: Kernels, rows: number, wordsPerRow: number) {
  const totalsAt = firstByte;
  const usedAt = totalsAt + totalsBytes;
  const maskAt = usedAt + Math.ceil(wordsPerRow / 4) * 16 + 16;
  const rowsAt = maskAt + (rows + 3) * wordsPerRow * 4 + 16;
  kernels.reserve(rowsAt + rows + 3);
  const { buffer } = kernels.memory;
  return { totalsAt, usedAt, maskAt, rowsAt, words: new Uint32Array(buffer), bytes: new Uint8Array(buffer) };
}

type Sums = { nonzeros: number; fours: number; sixteens: number; squares: number; columns: number };

/**
 * Adds the totals of some rows. Sums of blocks are the weights in blocks with ones.
 * @param totals see src/kernels/wasm/structure.ts
 * @param worst the most ones in blocks of 2, 4, 8 and 16 weights
 */
function addTotals(totals: Uint32Array, columnCount: number, sums: Sums, worst: number[]): void {
  const sumAt = (vector: number) => totals.subarray(vector * 4, vector * 4 + 4).reduce((sum, lane) => sum + lane, 0);
  const lanesAt = (vector: number) => totals.slice(vector * 4, vector * 4 + 4).buffer;
  const [short16, short4, shortSquares] = totals.subarray(36);
  // A short block has fewer weights than a complete one.
  const [missing16, missing4] = [16 - (columnCount % 16), 4 - (columnCount % 4)];
  sums.nonzeros += sumAt(0);
  sums.fours += 4 * sumAt(1) - missing4 * short4;
  sums.sixteens += 16 * sumAt(2) - missing16 * short16;
  sums.squares += 4 * sumAt(3) - missing4 * shortSquares;
  sums.columns += sumAt(4);
  const pairs = new Uint8Array(lanesAt(5)).reduce((all, bits) => all | bits, 0);
  const found = [
    pairs & 0xaa ? 2 : pairs & 0x55 ? 1 : 0,
    Math.max(...new Uint8Array(lanesAt(6))),
    Math.max(...new Uint8Array(lanesAt(7))),
    Math.max(...new Uint16Array(lanesAt(8))),
  ];
  for (const [i, nonzeros] of found.entries()) worst[i] = Math.max(worst[i], nonzeros);
}
