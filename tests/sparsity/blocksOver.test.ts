import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blocksOverHalf } from '../../src/sparsity/blocksOver';
import { emptyMask, isNonZero, setBit } from '../../src/sparsity/mask';

it.each([4, 16] as const)('counts blocks of %i with more than half non-zeros, like plain loops', (of) => {
  const bits = fc.array(fc.boolean(), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(bits, fc.integer({ min: 1, max: 90 }), (flags, columnCount) => {
      const mask = emptyMask(Math.ceil(flags.length / columnCount), columnCount);
      flags.forEach((flag, i) => {
        if (flag) setBit(mask, Math.floor(i / columnCount), i % columnCount);
      });
      const found: { row: number; column: number }[] = [];
      let blocks = 0;
      for (let row = 0; row < mask.rowCount; row++) {
        for (let column = 0; column < columnCount; column += of, blocks++) {
          let nonzeros = 0;
          for (let c = column; c < Math.min(column + of, columnCount); c++) if (isNonZero(mask, row, c)) nonzeros++;
          if (nonzeros > of / 2) found.push({ row, column });
        }
      }
      const first = found.at(0);
      expect(blocksOverHalf(mask, of)).toEqual({ blocks, over: found.length, ...(first && { first }) });
    }),
  );
});
