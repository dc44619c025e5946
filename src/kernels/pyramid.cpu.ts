import type { Mask } from '../sparsity/mask';
import { countsFor, type DensityPyramid, finestCellSize, type Level, levelSizes } from '../sparsity/pyramid';

/** The density pyramid of a mask. Each level sums the finer one. */
export function pyramidOnCpu(mask: Mask): DensityPyramid {
  const levels: Level[] = [];
  for (const size of levelSizes(mask)) {
    const level = { ...size, counts: countsFor(size.cellSize, size.rowCount * size.columnCount) };
    const finer = levels.at(-1);
    if (finer) addFiner(level, finer);
    else addMask(level, mask);
    levels.push(level);
  }
  return { mask, levels };
}

/** A cell is 4 rows of 4 bits and never crosses a word. SWAR: the 8 cells of a word are counted in the bytes of two words. */
function addMask(level: Level, { rowCount, wordsPerRow, words }: Mask): void {
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
}

/** Adds the counts of the finer level to those of a level of zeros. */
export function addFiner({ counts, columnCount }: Level, finer: Level): void {
  for (let row = 0; row < finer.rowCount; row++) {
    const cellOffset = (row >> 1) * columnCount;
    const finerOffset = row * finer.columnCount;
    for (let column = 0; column < finer.columnCount; column++) {
      counts[cellOffset + (column >> 1)] += finer.counts[finerOffset + column];
    }
  }
}
