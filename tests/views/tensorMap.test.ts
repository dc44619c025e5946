import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNonZero } from '../../src/sparsity/mask';
import { blockAt, blockInView, violationsInView } from '../../src/views/blocksInView';
import { elementAt, layoutsOf, viewOf } from '../../src/views/matrixView';
import { violationInMap } from '../../src/views/tensorMap';
import { denseMatrix, mapFromText, mapOfMask, maskText, maskWhere, seededRandom } from '../support/matrices';

const completeRange = (view: { rowCount: number; columnCount: number }) => ({
  rowStart: 0,
  rowEnd: view.rowCount,
  columnStart: 0,
  columnEnd: view.columnCount,
});

describe('the map of a tensor', () => {
  it('counts the violating blocks that the view shows', async () => {
    const dense = await mapFromText(denseMatrix('FULLY_CONNECTED', [1, 8]), ['###.####']);
    expect(dense.violationCount).toBe(2);
    const column = await mapFromText(denseMatrix('CONV_2D', [2, 1, 2, 1]), ['#', '#', '#', '#']);
    expect(column).toMatchObject({ violationCount: 0, marks: undefined });
    // Two filters of two taps: the second tap violates in one of them.
    const slice = { layout: { h: 0, w: 1 }, transposed: false } as const;
    const tap = await mapFromText(denseMatrix('CONV_2D', [2, 1, 2, 4]), ['####', '....', '....', '####'], slice);
    expect(tap.summary.blocks - tap.summary.conformingBlocks).toBe(2);
    expect(tap.violationCount).toBe(1);
    expect(violationInMap(tap, 0)).toEqual({ row: 3, block: 0 });
    expect(violationInMap(tap, 1)).toBeUndefined();
  });

  it('has the mask in the rows of the view', async () => {
    const tensor = denseMatrix('CONV_2D', [2, 2, 2, 1]);
    const rows = ['#', '.', '.', '#', '#', '.', '#', '.'];
    expect(maskText((await mapFromText(tensor, rows)).pyramid.mask)).toEqual(['#..#', '#.#.']);
    const turned = await mapFromText(tensor, rows, { layout: undefined, transposed: true });
    expect(maskText(turned.pyramid.mask)).toEqual(['##', '..', '.#', '#.']);
  });

  it('shows the same weights, blocks and violations in every view', async () => {
    const size = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.integer({ min: 1, max: 40 }), size, size, fc.integer({ min: 1, max: 70 })),
        fc.boolean(),
        fc.nat(),
        fc.integer(),
        async (shape, transposed, layoutNumber, seed) => {
          const tensor = denseMatrix('CONV_2D', shape);
          const layouts = layoutsOf(tensor);
          const layout = layouts[layoutNumber % layouts.length];
          const random = seededRandom(seed);
          const mask = maskWhere(tensor.rowCount, tensor.columnCount, () => random() < 0.4);
          const { view, pyramid, summary, marks, violationCount } = await mapOfMask(tensor, mask, {
            layout,
            transposed,
          });
          expect([pyramid.mask.rowCount, pyramid.mask.columnCount]).toEqual([view.rowCount, view.columnCount]);

          const violating = new Set<string>();
          for (let row = 0; row < view.rowCount; row++) {
            for (let column = 0; column < view.columnCount; column++) {
              const element = elementAt(view, row, column);
              const weightRow = Math.floor(element / tensor.columnCount);
              const nonzero = isNonZero(mask, weightRow, element % tensor.columnCount);
              if (isNonZero(pyramid.mask, row, column) !== nonzero)
                throw new Error(`weight ${element} is drawn incorrectly`);
              const block = blockAt(view, element, 4);
              const cells = blockInView(view, block, 4)!;
              const inside =
                row >= cells.rowStart && row < cells.rowEnd && column >= cells.columnStart && column < cells.columnEnd;
              if (!inside) throw new Error(`weight ${element} is outside its block`);
              const violates = isNonZero(summary.violations, block.row, block.block);
              if (violates) violating.add(`${block.row} ${block.block}`);
              // A cell of the marks can extend past the end of a row.
              const marked =
                marks !== undefined &&
                isNonZero(marks.pyramid.mask, Math.floor(row / marks.cellRows), Math.floor(column / marks.cellColumns));
              if (marked !== violates) throw new Error(`weight ${element} is marked incorrectly`);
            }
          }
          const places = violationsInView(view, summary.violations, 4, completeRange(view), 1e6)!;
          expect(new Set(places.map(({ row, block }) => `${row} ${block}`))).toEqual(violating);
          expect([places.length, violationCount]).toEqual([violating.size, violating.size]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('has no cells for a block outside a slice', () => {
    const view = viewOf(denseMatrix('CONV_2D', [2, 1, 2, 4]), { layout: { h: 0, w: 1 }, transposed: false });
    expect(blockInView(view, { row: 0, block: 0 }, 4)).toBeUndefined();
    expect(blockInView(view, { row: 1, block: 0 }, 4)).toMatchObject({ rowStart: 0, rowEnd: 1 });
  });
});
