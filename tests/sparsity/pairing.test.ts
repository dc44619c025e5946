import { describe, expect, it } from 'vitest';
import { pairedTensors, unpairedText } from '../../src/sparsity/pairing';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import { denseMatrix } from '../support/matrices';

const weightTensor = (tensor: number, name: string, shape: number[]): WeightTensor => ({
  ...denseMatrix('FULLY_CONNECTED', shape),
  tensor,
  name,
});
const keysOf = ({ pairs }: ReturnType<typeof pairedTensors>) =>
  pairs.map(({ before, after }) => [before.tensor, after.tensor]);

describe('pairing of tensors', () => {
  it('pairs by name and shape in any order', () => {
    const before = [weightTensor(1, 'a', [2, 4]), weightTensor(2, 'b', [2, 4])];
    const after = [weightTensor(7, 'b', [2, 4]), weightTensor(8, 'a', [2, 4])];
    expect(keysOf(pairedTensors(before, after))).toEqual([
      [1, 8],
      [2, 7],
    ]);
  });

  it('then pairs tensors of the same shape in order', () => {
    const before = [weightTensor(1, 'a', [2, 4]), weightTensor(2, 'b', [2, 4]), weightTensor(3, 'c', [8, 4])];
    const after = [weightTensor(7, 'x', [8, 4]), weightTensor(8, 'y', [2, 4]), weightTensor(9, 'a', [2, 4])];
    expect(keysOf(pairedTensors(before, after))).toEqual([
      [1, 9],
      [2, 8],
      [3, 7],
    ]);
  });

  it('does not pair tensors of the same name and different shapes', () => {
    const { pairs, onlyBefore, onlyAfter } = pairedTensors(
      [weightTensor(1, 'a', [2, 4])],
      [weightTensor(7, 'a', [4, 2])],
    );
    expect(pairs).toEqual([]);
    expect([onlyBefore[0].tensor, onlyAfter[0].tensor]).toEqual([1, 7]);
  });
});

describe('reason for an unpaired tensor', () => {
  const reasonOf = (before: WeightTensor[], after: WeightTensor[]) =>
    pairedTensors(before, after).onlyBefore.map((left) => unpairedText(left, after, 'there'));

  it('no tensor has its shape', () => {
    expect(reasonOf([weightTensor(1, 'a', [2, 4])], [weightTensor(7, 'b', [8, 4])])).toEqual([
      'no tensor there has this shape',
    ]);
    expect(reasonOf([weightTensor(1, 'a', [2, 4])], [])).toEqual(['no tensor there has this shape']);
  });

  it('the tensor with its name has another shape', () => {
    const reason = reasonOf(
      [weightTensor(1, 'a', [2, 4])],
      [weightTensor(7, 'b', [8, 4]), weightTensor(8, 'a', [4, 2])],
    );
    expect(reason).toEqual(['the tensor with this name there has the shape 4 × 2']);
  });

  it('empty names do not match', () => {
    expect(reasonOf([weightTensor(1, '', [2, 4])], [weightTensor(7, '', [8, 4])])).toEqual([
      'no tensor there has this shape',
    ]);
  });

  it('all tensors of its shape are paired', () => {
    const before = [weightTensor(1, 'a', [2, 4]), weightTensor(2, 'b', [2, 4]), weightTensor(3, 'c', [2, 4])];
    expect(reasonOf(before, [weightTensor(7, 'c', [2, 4])])).toEqual(
      Array(2).fill('the only tensor of this shape there is paired with another tensor'),
    );
    expect(reasonOf(before, [weightTensor(7, 'c', [2, 4]), weightTensor(8, 'x', [2, 4])])).toEqual([
      'all 2 tensors of this shape there are paired with other tensors',
    ]);
  });
});
