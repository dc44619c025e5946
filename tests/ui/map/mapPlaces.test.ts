import { describe, expect, it } from 'vitest';
import { isKnown, placeInView, weightOfPlace, wholeOf } from '../../../src/ui/map/mapPlaces';
import type { Picture } from '../../../src/views/picture';
import { denseMatrix, maskWhere, pictureOfMask } from '../../support/matrices';

const dense = denseMatrix('FULLY_CONNECTED', [3, 8]);
const conv = denseMatrix('CONV_2D', [2, 2, 2, 4]);
const pictureOf = (weight: typeof dense, view?: Parameters<typeof pictureOfMask>[2]) =>
  pictureOfMask(
    weight,
    maskWhere(weight.rowCount, weight.columnCount, () => true),
    view,
  );

describe('a picture', () => {
  it('shows the matrix, or what is known of it', async () => {
    const picture = await pictureOf(dense);
    const known = { rowStart: 1, rowEnd: 3, columnStart: 4, columnEnd: 8 };
    expect(wholeOf(picture)).toEqual({ rowStart: 0, rowEnd: 3, columnStart: 0, columnEnd: 8 });
    expect(wholeOf({ ...picture, known })).toEqual(known);
    const isThere = (row: number, column: number) => isKnown({ ...picture, known }, { row, column });
    expect([isThere(1, 4), isThere(2, 7)]).toEqual([true, true]);
    expect([isThere(0, 4), isThere(3, 4), isThere(1, 3), isThere(1, 8)]).toEqual([false, false, false, false]);
    expect(isKnown(picture, { row: 0, column: 0 })).toBe(true);
  });

  it('transposed, draws the weight of a row and a column at the column and the row', async () => {
    const picture = await pictureOf(dense, { layout: undefined, transposed: true });
    expect(weightOfPlace(picture, { row: 5, column: 2 })).toEqual({ row: 2, column: 5 });
    expect(placeInView(picture, { row: 2, column: 5 })).toEqual({ row: 5, column: 2 });
  });

  it.each([
    ['rows', { layout: 'rows' as const, transposed: false }],
    ['filters', { layout: 'filters' as const, transposed: false }],
    ['filters, transposed', { layout: 'filters' as const, transposed: true }],
  ])('by %s, finds each weight where it draws it', async (_, view) => {
    const picture = await pictureOf(conv, view);
    const places = cellsOf(picture);
    expect(places).toHaveLength(32);
    expect(places.map((place) => placeInView(picture, weightOfPlace(picture, place)))).toEqual(places);
  });

  it('of one tap draws no weight of another', async () => {
    const picture = await pictureOf(conv, { layout: { h: 1, w: 0 }, transposed: false });
    expect(weightOfPlace(picture, { row: 1, column: 3 })).toEqual({ row: 6, column: 3 });
    expect(placeInView(picture, { row: 6, column: 3 })).toEqual({ row: 1, column: 3 });
    expect(placeInView(picture, { row: 5, column: 3 })).toBeUndefined();
  });
});

function cellsOf({ view }: Picture) {
  return Array.from({ length: view.rowCount }, (_, row) =>
    Array.from({ length: view.columnCount }, (_, column) => ({ row, column })),
  ).flat();
}
