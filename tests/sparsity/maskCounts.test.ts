import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import type { BlocksOver } from '../../src/sparsity/blocksOver';
import { emptyMask, isNonZero, type Mask, setBit } from '../../src/sparsity/mask';
import { maskCountsOf } from '../../src/sparsity/maskCounts';

const engines = { cpu: cpuEngine(), wasm: wasmEngine()! };

it.each(['cpu', 'wasm'] as const)('counts masks by plain loops on the %s engine', async (name) => {
  const bits = fc.array(fc.boolean(), { minLength: 1, maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(bits, fc.integer({ min: 1, max: 90 }), async (flags, columnCount) => {
      const mask = maskOf(flags, columnCount);
      const fours = blocksOf(mask, 4);
      const sixteens = blocksOf(mask, 16);
      const zeroBlocks = (blocks: Block[], of: number) =>
        columnCount % of === 0 ? blocks.filter(({ nonzeros }) => nonzeros === 0).length : undefined;
      const columns = flags.flatMap((flag, i) => (flag ? [i % columnCount] : []));
      expect(await maskCountsOf(mask, engines[name])).toEqual({
        rowCount: mask.rowCount,
        columnCount,
        nonzeros: columns.length,
        lastColumn: Math.max(0, ...columns),
        zeroFours: zeroBlocks(fours, 4),
        zeroSixteens: zeroBlocks(sixteens, 16),
        fours: overIn(fours, 2),
        sixteens: overIn(sixteens, 8),
      });
    }),
  );
});

it('counts nothing in a mask without weights', async () => {
  const none = { blocks: 0, over: 0 };
  const counts = await maskCountsOf({ ...emptyMask(0, 0), rowCount: 2 ** 31 - 1 }, engines.wasm);
  expect(counts).toMatchObject({ nonzeros: 0, lastColumn: 0, fours: none, sixteens: none });
});

type Block = { readonly row: number; readonly column: number; readonly nonzeros: number };

function maskOf(flags: readonly boolean[], columnCount: number): Mask {
  const mask = emptyMask(Math.ceil(flags.length / columnCount), columnCount);
  flags.forEach((flag, i) => {
    if (flag) setBit(mask, Math.floor(i / columnCount), i % columnCount);
  });
  return mask;
}

function blocksOf(mask: Mask, of: number): Block[] {
  const blocks: Block[] = [];
  for (let row = 0; row < mask.rowCount; row++) {
    for (let column = 0; column < mask.columnCount; column += of) {
      let nonzeros = 0;
      for (let c = column; c < Math.min(column + of, mask.columnCount); c++) if (isNonZero(mask, row, c)) nonzeros++;
      blocks.push({ row, column, nonzeros });
    }
  }
  return blocks;
}

function overIn(blocks: readonly Block[], allowed: number): BlocksOver {
  const over = blocks.filter(({ nonzeros }) => nonzeros > allowed);
  const [first] = over;
  return {
    blocks: blocks.length,
    over: over.length,
    ...(first && { first: { row: first.row, column: first.column } }),
  };
}
