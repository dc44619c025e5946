import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { zeroChanges } from '../../src/sparsity/comparison';
import { emptyMask, isNonZero, type Mask, nonZeroCount } from '../../src/sparsity/mask';
import { comparedMap } from '../../src/views/comparedMap';
import { elementAt, parseView, viewOf } from '../../src/views/matrixView';
import { denseMatrix, maskWhere, seededRandom } from '../support/matrices';
import { errorCodeOf } from '../support/openBytes';

const random = seededRandom(9);

it('kept, added and lost zeros equal a count weight by weight, in each view', async () => {
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
    const changes = await zeroChanges(before, after);
    expect(changes).toEqual(expected);
    const matrix =
      rows === 18 ? denseMatrix('CONV_2D', [2, 3, 3, columns]) : denseMatrix('FULLY_CONNECTED', [rows, columns]);
    for (const text of ['rows', 'filters', 'rows,transposed']) {
      const view = viewOf(matrix, parseView(text));
      const compared = await comparedMap(before, after, changes, view, (mask) => cpuEngine().pyramidOf(mask));
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

describe('large pair', () => {
  // 4 M words: several yields.
  const [before, after] = [emptyMask(4096, 32_768), emptyMask(4096, 32_768)];
  const weights = 4096 * 32_768;
  const view = viewOf(denseMatrix('FULLY_CONNECTED', [4096, 32_768]), parseView('rows'));
  const changes = { kept: weights, added: 0, lost: 0 };

  it('every piece is counted', async () => {
    after.words[2 ** 20 - 1] = 1;
    after.words[2 ** 20] = 7;
    after.words[4 * 2 ** 20 - 1] = -1;
    expect(await zeroChanges(before, after)).toEqual({ kept: weights - 36, added: 0, lost: 36 });
    after.words.fill(0);
  });

  it('counting can be canceled', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort());
    expect(await errorCodeOf(() => zeroChanges(before, after, controller.signal))).toBe('cancelled');
  });

  it('a map can be canceled before its pyramids', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort());
    let pyramids = 0;
    const pyramidOf = async (mask: Mask) => {
      pyramids++;
      return { mask, levels: [] };
    };
    const drawing = () => comparedMap(before, after, changes, view, pyramidOf, controller.signal);
    expect(await errorCodeOf(drawing)).toBe('cancelled');
    expect(pyramids).toBe(0);
    await comparedMap(before, after, changes, view, pyramidOf);
    expect(pyramids).toBe(3);
  });
});
