import type { Mask } from '../sparsity/mask';
import { type Counts, type DensityPyramid, finestCellSize, type Level } from '../sparsity/pyramid';

/** The density pyramid of a mask; each level is summed from the one below. */
export function pyramidOnCpu(mask: Mask): DensityPyramid {
  const levels: Level[] = [];
  if (mask.rowCount > 0 && mask.columnCount > 0) {
    levels.push(finestLevel(mask));
    for (let level = levels[0]; level.rowCount > 1 || level.columnCount > 1; level = levels[levels.length - 1]) {
      levels.push(nextLevel(level));
    }
  }
  return { mask, levels };
}

/** A cell is 4 rows of 4 bits, and never crosses a word: the 8 cells of a word are counted side by side, in bytes of two words. */
function finestLevel({ rowCount, columnCount, wordsPerRow, words }: Mask): Level {
  const level = emptyLevel(finestCellSize, rowCount, columnCount);
  const { counts } = level;
  for (let cellRow = 0; cellRow < level.rowCount; cellRow++) {
    const cellOffset = cellRow * level.columnCount;
    const rowEnd = Math.min((cellRow + 1) * finestCellSize, rowCount);
    for (let word = 0; word < wordsPerRow; word++) {
      let evenCells = 0;
      let oddCells = 0;
      for (let row = cellRow * finestCellSize; row < rowEnd; row++) {
        const bits = words[row * wordsPerRow + word];
        const pairs = bits - ((bits >>> 1) & 0x55555555);
        const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
        evenCells += nibbles & 0x0f0f0f0f;
        oddCells += (nibbles >>> 4) & 0x0f0f0f0f;
      }
      const cells = Math.min(8, level.columnCount - word * 8);
      for (let cell = 0; cell < cells; cell++) {
        counts[cellOffset + word * 8 + cell] = ((cell & 1 ? oddCells : evenCells) >>> ((cell >> 1) * 8)) & 0xff;
      }
    }
  }
  return level;
}

function nextLevel(finer: Level): Level {
  const level = emptyLevel(finer.cellSize * 2, finer.rowCount * finer.cellSize, finer.columnCount * finer.cellSize);
  const { counts } = level;
  for (let row = 0; row < finer.rowCount; row++) {
    const cellOffset = (row >> 1) * level.columnCount;
    const finerOffset = row * finer.columnCount;
    for (let column = 0; column < finer.columnCount; column++) {
      counts[cellOffset + (column >> 1)] += finer.counts[finerOffset + column];
    }
  }
  return level;
}

function emptyLevel(cellSize: number, weightRows: number, weightColumns: number): Level {
  const rowCount = Math.ceil(weightRows / cellSize);
  const columnCount = Math.ceil(weightColumns / cellSize);
  return { cellSize, rowCount, columnCount, counts: countsFor(cellSize * cellSize, rowCount * columnCount) };
}

function countsFor(most: number, length: number): Counts {
  if (most < 2 ** 8) return new Uint8Array(length);
  return most < 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
}
