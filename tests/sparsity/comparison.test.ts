import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { comparedPicture, pairedTensors, zeroChanges } from '../../src/sparsity/comparison';
import { isNonZero, nonZeroCount } from '../../src/sparsity/mask';
import { elementAt, parseView, viewOf } from '../../src/sparsity/matrixView';
import type { WeightMatrix } from '../../src/sparsity/weightMatrix';
import { denseMatrix, maskWhere, seededRandom } from '../support/matrices';

const random = seededRandom(9);
const weight = (tensor: number, name: string, shape: number[]): WeightMatrix => ({
  ...denseMatrix('FULLY_CONNECTED', shape),
  tensor,
  name,
});
const keysOf = ({ pairs }: ReturnType<typeof pairedTensors>) =>
  pairs.map(({ before, after }) => [before.tensor, after.tensor]);

describe('tensors of two models are paired', () => {
  it('by name and shape, whatever their order', () => {
    const before = [weight(1, 'a', [2, 4]), weight(2, 'b', [2, 4])];
    const after = [weight(7, 'b', [2, 4]), weight(8, 'a', [2, 4])];
    expect(keysOf(pairedTensors(before, after))).toEqual([
      [1, 8],
      [2, 7],
    ]);
  });

  it('then in order among those of the same shape', () => {
    const before = [weight(1, 'a', [2, 4]), weight(2, 'b', [2, 4]), weight(3, 'c', [8, 4])];
    const after = [weight(7, 'x', [8, 4]), weight(8, 'y', [2, 4]), weight(9, 'a', [2, 4])];
    expect(keysOf(pairedTensors(before, after))).toEqual([
      [1, 9],
      [2, 8],
      [3, 7],
    ]);
  });

  it('never with another shape, though the name be the same', () => {
    const { pairs, onlyBefore, onlyAfter } = pairedTensors([weight(1, 'a', [2, 4])], [weight(7, 'a', [4, 2])]);
    expect(pairs).toEqual([]);
    expect([onlyBefore[0].tensor, onlyAfter[0].tensor]).toEqual([1, 7]);
  });
});

it('kept, added and lost zeros are those of a count weight by weight, in every view', async () => {
  for (const [rows, columns] of [
    [1, 1],
    [3, 32],
    [5, 33],
    [7, 95],
    [18, 6],
  ]) {
    const [before, after] = [0, 1].map(() => maskWhere(rows, columns, () => random() < 0.5));
    const expected = { kept: 0, added: 0, lost: 0 };
    const kindOf = (row: number, column: number) => {
      const [zeroBefore, zeroAfter] = [!isNonZero(before, row, column), !isNonZero(after, row, column)];
      return zeroBefore && zeroAfter ? 'kept' : zeroAfter ? 'added' : zeroBefore ? 'lost' : undefined;
    };
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const kind = kindOf(row, column);
        if (kind) expected[kind]++;
      }
    }
    expect(zeroChanges(before, after)).toEqual(expected);
    const matrix =
      rows === 18 ? denseMatrix('CONV_2D', [2, 3, 3, columns]) : denseMatrix('FULLY_CONNECTED', [rows, columns]);
    for (const text of ['rows', 'filters', 'rows,transposed']) {
      const view = viewOf(matrix, parseView(text));
      const compared = await comparedPicture(before, after, view, (mask) => cpuEngine().pyramidOf(mask));
      expect(compared.changes).toEqual(expected);
      for (const kind of ['kept', 'added', 'lost'] as const) {
        const { mask } = compared[kind];
        expect(nonZeroCount(mask)).toBe(expected[kind]);
        for (let row = 0; row < view.rowCount; row++) {
          for (let column = 0; column < view.columnCount; column++) {
            const element = elementAt(view, row, column);
            const is = kindOf(Math.floor(element / columns), element % columns) === kind;
            expect(isNonZero(mask, row, column)).toBe(is);
          }
        }
      }
    }
  }
});
