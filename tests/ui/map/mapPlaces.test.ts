import { describe, expect, it } from 'vitest';
import { completeWindowOf, isKnown, placeInView, weightOfPlace } from '../../../src/ui/map/mapPlaces';
import type { TensorMap } from '../../../src/views/tensorMap';
import { denseMatrix, mapOfMask, maskWhere } from '../../support/matrices';

const dense = denseMatrix('FULLY_CONNECTED', [3, 8]);
const conv = denseMatrix('CONV_2D', [2, 2, 2, 4]);
const tensorMapOf = (tensor: typeof dense, view?: Parameters<typeof mapOfMask>[2]) =>
  mapOfMask(
    tensor,
    maskWhere(tensor.rowCount, tensor.columnCount, () => true),
    view,
  );

describe('a map', () => {
  it('shows the matrix, or the known window of it', async () => {
    const tensorMap = await tensorMapOf(dense);
    const known = { rowStart: 1, rowEnd: 3, columnStart: 4, columnEnd: 8 };
    expect(completeWindowOf(tensorMap)).toEqual({ rowStart: 0, rowEnd: 3, columnStart: 0, columnEnd: 8 });
    expect(completeWindowOf({ ...tensorMap, known })).toEqual(known);
    const isThere = (row: number, column: number) => isKnown({ ...tensorMap, known }, { row, column });
    expect([isThere(1, 4), isThere(2, 7)]).toEqual([true, true]);
    expect([isThere(0, 4), isThere(3, 4), isThere(1, 3), isThere(1, 8)]).toEqual([false, false, false, false]);
    expect(isKnown(tensorMap, { row: 0, column: 0 })).toBe(true);
  });

  it('transposed, draws the weight of a row and a column at the column and the row', async () => {
    const tensorMap = await tensorMapOf(dense, { layout: undefined, transposed: true });
    expect(weightOfPlace(tensorMap, { row: 5, column: 2 })).toEqual({ row: 2, column: 5 });
    expect(placeInView(tensorMap, { row: 2, column: 5 })).toEqual({ row: 5, column: 2 });
  });

  it.each([
    ['rows', { layout: 'rows' as const, transposed: false }],
    ['filters', { layout: 'filters' as const, transposed: false }],
    ['filters, transposed', { layout: 'filters' as const, transposed: true }],
  ])('of %s finds each weight at its cell', async (_, view) => {
    const tensorMap = await tensorMapOf(conv, view);
    const places = cellsOf(tensorMap);
    expect(places).toHaveLength(32);
    expect(places.map((place) => placeInView(tensorMap, weightOfPlace(tensorMap, place)))).toEqual(places);
  });

  it('of one tap draws no weight of another', async () => {
    const tensorMap = await tensorMapOf(conv, { layout: { h: 1, w: 0 }, transposed: false });
    expect(weightOfPlace(tensorMap, { row: 1, column: 3 })).toEqual({ row: 6, column: 3 });
    expect(placeInView(tensorMap, { row: 6, column: 3 })).toEqual({ row: 1, column: 3 });
    expect(placeInView(tensorMap, { row: 5, column: 3 })).toBeUndefined();
  });
});

function cellsOf({ view }: TensorMap) {
  return Array.from({ length: view.rowCount }, (_, row) =>
    Array.from({ length: view.columnCount }, (_, column) => ({ row, column })),
  ).flat();
}
