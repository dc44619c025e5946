import { describe, expect, it } from 'vitest';
import { largestStep } from '../../src/sparsity/magnitudeCells';
import { isNonZero } from '../../src/sparsity/mask';
import { elementAt, parseView, viewOf } from '../../src/views/matrixView';
import { windowValueAt } from '../../src/views/windowValues';
import { buildModel, storedSparse, type TensorDescription } from '../support/buildModel';
import { seededRandom } from '../support/matrices';
import { denseLayer, openBytes } from '../support/openBytes';

const random = seededRandom(5);
const ints = (count: number, least: number, most: number) =>
  Array.from({ length: count }, () => least + Math.floor(random() * (most - least + 1)));

async function opened(weights: TensorDescription, code: 'FULLY_CONNECTED' | 'CONV_2D' = 'FULLY_CONNECTED') {
  const layer = denseLayer(weights);
  const model = await openBytes(
    buildModel({ ...layer, operators: [{ code, inputs: [0, 1, -1], outputs: [2] }] } as typeof layer),
  );
  return { model, tensor: model.contents.tensors[0] };
}

const perRow = { scale: [0.5, 0.25, 2, 1], zeroPoint: [0, 3, -4, 1], dimension: 0 };
const perColumn = { scale: Array.from({ length: 6 }, (_, i) => i + 1), zeroPoint: [0, 1, 2, 3, 4, 5], dimension: 3 };
const cases: readonly [string, TensorDescription, (value: number, element: number) => number][] = [
  [
    'floats',
    { shape: [4, 3, 2, 6], type: 'FLOAT32', data: Array.from({ length: 144 }, () => random() - 0.5) },
    (w) => w,
  ],
  [
    'int8 with a scale and zero point a row',
    { shape: [4, 3, 2, 6], type: 'INT8', data: ints(144, -128, 127), quantization: perRow },
    (q, i) => perRow.scale[Math.floor(i / 36)] * (q - perRow.zeroPoint[Math.floor(i / 36)]),
  ],
  [
    'uint8 with a scale and zero point a column',
    { shape: [4, 3, 2, 6], type: 'UINT8', data: ints(144, 0, 255), quantization: perColumn },
    (q, i) => perColumn.scale[i % 6] * (q - perColumn.zeroPoint[i % 6]),
  ],
  ['int4 without a scale', { shape: [4, 3, 2, 6], type: 'INT4', data: ints(144, -8, 7) }, (q) => q],
];

describe('magnitudes are abs(w) in every view', () => {
  it.each(cases)('%s', async (_, description, realOf) => {
    const { model, tensor } = await opened(description, 'CONV_2D');
    const data = description.data as number[];
    const real = data.map((value, i) =>
      Math.abs(realOf(description.type === 'FLOAT32' ? Math.fround(value) : value, i)),
    );
    for (const text of ['rows', 'filters', 'tap:2,1', 'filters,transposed', 'tap:0,1,transposed']) {
      const view = viewOf(tensor, parseView(text));
      const { levels, largest } = await model.magnitudesOf(tensor, view);
      const [finest] = levels;
      const drawn = Array.from(
        { length: view.rowCount * view.columnCount },
        (_, i) => real[elementAt(view, Math.floor(i / view.columnCount), i % view.columnCount)],
      );
      expect([finest.cellSize, finest.rowCount, finest.columnCount]).toEqual([1, view.rowCount, view.columnCount]);
      expect(largest).toBeCloseTo(Math.max(...drawn), 6);
      drawn.forEach((magnitude, i) => {
        expect(Math.abs(finest.cells[i] - (magnitude / largest) * largestStep)).toBeLessThanOrEqual(1);
        expect(finest.cells[i] === 0).toBe(magnitude === 0);
      });
      // The coarsest level is the mean of all, zeros included.
      const mean = drawn.reduce((sum, magnitude) => sum + magnitude, 0) / drawn.length;
      expect(levels.at(-1)!.cells).toHaveLength(1);
      expect(Math.abs(levels.at(-1)!.cells[0] - (mean / largest) * largestStep)).toBeLessThanOrEqual(1);
    }
  });

  it('of a sparse tensor are 0 for weights that are not stored', async () => {
    const data = [0, 2, 0, 0, -4, 0, 0, 1];
    const { model, tensor } = await opened({
      ...{ shape: [2, 4], type: 'FLOAT32' },
      ...storedSparse(data, [2, 4], { formats: 'dc' }),
    });
    const { levels } = await model.magnitudesOf(tensor, viewOf(tensor));
    expect([...levels[0].cells]).toEqual(data.map((value) => Math.round((Math.abs(value) / 4) * largestStep)));
  });

  it('of NaN and infinity are the largest, but do not set the scale', async () => {
    const { model, tensor } = await opened({ shape: [1, 4], type: 'FLOAT32', data: [Number.NaN, Infinity, 2, 0] });
    const { levels, largest } = await model.magnitudesOf(tensor, viewOf(tensor));
    expect(largest).toBe(2);
    expect([...levels[0].cells]).toEqual([largestStep, largestStep, largestStep, 0]);
  });

  it('of zeros only are 0', async () => {
    const { model, tensor } = await opened({ shape: [2, 4], type: 'FLOAT32', data: [0, 0, -0, 0, 0, 0, 0, 0] });
    const { levels, largest } = await model.magnitudesOf(tensor, viewOf(tensor));
    expect(largest).toBe(0);
    expect([...levels[0].cells]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

it('gives the stored values of a window', async () => {
  for (const [, description] of cases) {
    const { model, tensor } = await opened(description, 'CONV_2D');
    const data = description.data as number[];
    for (const text of ['rows', 'filters', 'tap:2,1', 'filters,transposed']) {
      const view = viewOf(tensor, parseView(text));
      const window = { rowStart: 1, rowEnd: Math.min(4, view.rowCount), columnStart: 1, columnEnd: 4 };
      const values = await model.windowValuesOf(tensor, view, window);
      for (let row = 0; row < 5; row++) {
        for (let column = 0; column < 5; column++) {
          const inside = row >= 1 && row < window.rowEnd && column >= 1 && column < 4;
          const held = inside ? data[elementAt(view, row, column)] : undefined;
          const expected = held !== undefined && description.type === 'FLOAT32' ? Math.fround(held) : held;
          expect(windowValueAt(values, row, column)).toBe(expected);
        }
      }
    }
  }
});

it('counts weights up to a threshold as zero, and exact zeros for every threshold', async () => {
  for (const [, description, realOf] of cases) {
    const { model, tensor } = await opened(description, 'CONV_2D');
    const real = (description.data as number[]).map((value, i) =>
      Math.abs(realOf(description.type === 'FLOAT32' ? Math.fround(value) : value, i)),
    );
    for (const threshold of [0, 0.25, 3, 1e9]) {
      const { mask, summary } = await model.analysisOf(tensor, { zeros: 2, of: 4 }, undefined, undefined, threshold);
      const expected = real.filter((magnitude) => magnitude > threshold).length;
      expect(summary.nonzeros).toBe(expected);
      real.forEach((magnitude, i) => {
        const at = [Math.floor(i / tensor.columnCount), i % tensor.columnCount] as const;
        expect(isNonZero(mask, ...at)).toBe(magnitude > threshold);
      });
    }
  }
});
