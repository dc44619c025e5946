import { expect, it } from 'vitest';
import { samples } from '../../../src/state/samples';
import { sampleMasks } from '../../../src/ui/shell/sampleMasks';
import { storedTensor } from '../../support/valuesInFile';

it('has the weights of each sample that is stored densely', () => {
  const names = samples.map(({ address }) => address.split('/').at(-1)!);
  expect(Object.keys(sampleMasks)).toEqual(names);
  for (const [name, { tensor, rows, isSparse }] of Object.entries(sampleMasks)) {
    if (isSparse) continue;
    const { values, shape } = storedTensor(`public/samples/${name}`, tensor);
    const columnCount = shape.at(-1)!;
    const stored = rows.map((_, row) =>
      Array.from({ length: 16 }, (_, column) => (values[row * columnCount + column] === 0 ? 0 : 1 << column)).reduce(
        (bits, bit) => bits | bit,
        0,
      ),
    );
    expect(rows, name).toEqual(stored);
  }
});

it('has the same weights for the model that is stored sparse as for its dense original', () => {
  expect(sampleMasks['mnist-2by4-int8-stored-sparse.tflite']!.rows).toEqual(
    sampleMasks['mnist-2by4-int8.tflite']!.rows,
  );
});
