import { describe, expect, it } from 'vitest';
import {
  type ModelDescription,
  type OperatorDescription,
  storedSparse,
  type TensorDescription,
} from '../support/buildModel';
import { eligible, notEligible, resultsOf } from '../support/targetLayer';

const activation = (...shape: number[]): TensorDescription => ({ shape });
const ones = (shape: readonly number[]): TensorDescription => ({ shape, data: filled(shape, 0) });

/** Zeros in the first `zeros` elements. */
function filled(shape: readonly number[], zeros: number): number[] {
  return Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, element) => (element < zeros ? 0 : 1));
}

const sparse = (shape: readonly number[], zeros: number): TensorDescription => ({
  ...storedSparse(filled(shape, zeros), shape, { formats: 'dddc' }),
});

// Tensor indices of the weights.
const [entry, pointwise, depthwise, last] = [2, 4, 7, 9];
// Of the 1 x 1 convolutions: 8 x 8 and 8 x 7 weights. 80 of 120 are 2/3.
const [first, second] = [
  [8, 1, 1, 8],
  [7, 1, 1, 8],
];

type Changes = {
  readonly tensors?: Readonly<Record<number, TensorDescription>>;
  /** Changes of operators; `undefined` leaves one out. */
  readonly operators?: Readonly<Record<number, Partial<OperatorDescription> | undefined>>;
  readonly more?: readonly OperatorDescription[];
  readonly outputs?: readonly number[];
};

/** PAD, a 3 x 3 convolution with stride 2, 1 x 1, depthwise, 1 x 1, MEAN: the smallest group with everything. */
function group({
  tensors: changed = {},
  operators: others = {},
  more = [],
  outputs = [12],
}: Changes = {}): ModelDescription {
  const tensors: TensorDescription[] = [
    activation(1, 8, 8, 3),
    activation(1, 10, 10, 3),
    ones([8, 3, 3, 3]),
    activation(1, 4, 4, 8),
    sparse(first, 41),
    activation(...first),
    activation(1, 4, 4, 8),
    ones([1, 3, 3, 8]),
    activation(1, 4, 4, 8),
    sparse(second, 40),
    activation(...second),
    activation(1, 4, 4, 7),
    activation(1, 7),
    { shape: [4, 2], type: 'INT32', data: [0, 0, 1, 1, 1, 1, 0, 0] },
    { shape: [2], type: 'INT32', data: [1, 2] },
  ];
  const operators: OperatorDescription[] = [
    { code: 'PAD', inputs: [0, 13], outputs: [1] },
    { code: 'CONV_2D', inputs: [1, 2, -1], outputs: [3], options: { stride: [2, 2], padding: 'VALID' } },
    { code: 'DENSIFY', inputs: [4], outputs: [5] },
    { code: 'CONV_2D', inputs: [3, 5, -1], outputs: [6] },
    { code: 'DEPTHWISE_CONV_2D', inputs: [6, 7, -1], outputs: [8] },
    { code: 'DENSIFY', inputs: [9], outputs: [10] },
    { code: 'CONV_2D', inputs: [8, 10, -1], outputs: [11] },
    { code: 'MEAN', inputs: [11, 14], outputs: [12] },
  ];
  const list = [...tensors];
  for (const [index, tensor] of Object.entries(changed)) list[Number(index)] = tensor;
  return {
    tensors: list,
    operators: [
      ...operators.map((operator, i) => ({ ...operator, ...others[i] })).filter((_, i) => !(i in others && !others[i])),
      ...more,
    ],
    inputs: [0],
    outputs,
  };
}

async function verdicts(changes: Changes = {}) {
  return resultsOf(group(changes), 'xnnpack-sparse');
}

/** What is said of the 1 x 1 convolutions, which must be the same for both. */
async function ofGroup(changes: Changes = {}) {
  const results = await verdicts(changes);
  expect(results.get(last)).toEqual(results.get(pointwise));
  return results.get(pointwise);
}

describe('XNNPACK can run sparse', () => {
  it('the 1 x 1 convolutions of a group with more than 2/3 zeros, and no other operators', async () => {
    const results = await verdicts();
    expect(results.get(pointwise)).toEqual(eligible);
    expect(results.get(last)).toEqual(eligible);
    expect(results.get(entry)).toEqual(notEligible('operator'));
    expect(results.get(depthwise)).toEqual(notEligible('operator'));
  });

  it('not with exactly 2/3 zeros in the group as a whole', async () => {
    expect(await ofGroup({ tensors: { [pointwise]: sparse(first, 40) } })).toEqual(notEligible('sparsity'));
    // One of two tensors can have fewer.
    expect(await ofGroup({ tensors: { [pointwise]: sparse(first, 64), [last]: sparse(second, 17) } })).toEqual(
      eligible,
    );
  });

  it('FLOAT16 weights behind DENSIFY and DEQUANTIZE', async () => {
    const half = { ...sparse(first, 41), type: 'FLOAT16' } as const;
    const changes: Changes = {
      tensors: { [pointwise]: half, 5: { shape: first, type: 'FLOAT16' }, 15: activation(...first) },
      operators: { 3: { inputs: [3, 15, -1] } },
      more: [{ code: 'DEQUANTIZE', inputs: [5], outputs: [15] }],
    };
    expect(await ofGroup(changes)).toEqual(eligible);
  });

  it('a group with FULLY_CONNECTED after MEAN, whose zeros count, but which is dense', async () => {
    const layer = (zeros: number): Changes => ({
      tensors: {
        15: { ...storedSparse(filled([2, 7], zeros), [2, 7], { formats: 'dc' }) },
        16: activation(2, 7),
        17: activation(1, 2),
      },
      more: [
        { code: 'DENSIFY', inputs: [15], outputs: [16] },
        { code: 'FULLY_CONNECTED', inputs: [12, 16, -1], outputs: [17] },
      ],
      outputs: [17],
    });
    // 81 zeros of 134 weights are too few, 95 are not.
    expect(await ofGroup(layer(0))).toEqual(notEligible('sparsity'));
    expect(await ofGroup(layer(14))).toEqual(eligible);
    expect((await verdicts(layer(14))).get(15)).toEqual(notEligible('cluster'));
  });

  it('a group that ends at DEPTH_TO_SPACE', async () => {
    expect(await ofGroup({ operators: { 7: { code: 'DEPTH_TO_SPACE', inputs: [11] } } })).toEqual(eligible);
  });

  it('a group with RELU and ADD', async () => {
    const changes: Changes = {
      tensors: { 15: activation(1, 4, 4, 8), 16: activation(1, 4, 4, 8) },
      operators: { 6: { inputs: [16, 10, -1] } },
      more: [],
    };
    const model = group(changes);
    const operators = [...model.operators!];
    operators.splice(
      5,
      0,
      { code: 'RELU', inputs: [8], outputs: [15] },
      { code: 'ADD', inputs: [15, 6], outputs: [16] },
    );
    const results = await resultsOf({ ...model, operators }, 'xnnpack-sparse');
    expect(results.get(pointwise)).toEqual(eligible);
    expect(results.get(last)).toEqual(eligible);
  });
});

describe('XNNPACK does not run sparse', () => {
  it('without stored-sparse weights', async () => {
    const dense = {
      [pointwise]: { shape: first, data: filled(first, 64) },
      [last]: { shape: second, data: filled(second, 40) },
    };
    const direct = { 2: undefined, 3: { inputs: [3, 4, -1] }, 5: undefined, 6: { inputs: [8, 9, -1] } };
    expect(await ofGroup({ tensors: dense, operators: direct })).toEqual(notEligible('encoding'));
  });

  it('INT8', async () => {
    const tensors = { [pointwise]: { ...sparse(first, 41), type: 'INT8' }, 5: { shape: first, type: 'INT8' } } as const;
    expect((await verdicts({ tensors })).get(pointwise)).toEqual(notEligible('type', 'cluster'));
  });

  it('1 x 1 convolutions with a stride or a dilation', async () => {
    for (const options of [{ stride: [2, 2] }, { dilation: [2, 2] }] as const) {
      expect((await verdicts({ operators: { 3: { options } } })).get(pointwise)).toEqual(
        notEligible('stride', 'cluster'),
      );
    }
  });

  it.each<[string, Changes]>([
    [
      'begins at the input of the model',
      { operators: { 3: { inputs: [0, 5, -1] } }, tensors: { 0: activation(1, 4, 4, 8) } },
    ],
    ['begins with stride 1', { operators: { 1: { options: { stride: [1, 1], padding: 'VALID' } } } }],
    [
      'begins with SAME instead of PAD',
      { operators: { 0: undefined, 1: { inputs: [0, 2, -1], options: { stride: [2, 2] } } } },
    ],
    [
      'begins with a padding of 2 on one side',
      { tensors: { 13: { shape: [4, 2], type: 'INT32', data: [0, 0, 0, 2, 0, 2, 0, 0] } } },
    ],
    [
      'begins with 4 channels',
      { tensors: { 0: activation(1, 8, 8, 4), 1: activation(1, 10, 10, 4), 2: ones([8, 3, 3, 4]) } },
    ],
    ['has a depthwise convolution of 7 x 7', { tensors: { 7: ones([1, 7, 7, 8]) } }],
    ['has a depthwise convolution with SAME and stride 2', { operators: { 4: { options: { stride: [2, 2] } } } }],
    ['has another operator', { operators: { 4: { code: 'SOFTMAX', inputs: [6] } } }],
    ['ends at SOFTMAX', { operators: { 7: { code: 'SOFTMAX', inputs: [11] } } }],
    ['has an output of the model inside', { outputs: [6, 12] }],
    [
      'feeds another operator',
      { tensors: { 15: activation(1, 4, 4, 8) }, more: [{ code: 'SOFTMAX', inputs: [6], outputs: [15] }] },
    ],
  ])('a group that %s', async (_, changes) => {
    const results = await verdicts(changes);
    expect(results.get(pointwise)).toEqual(notEligible('cluster'));
  });

  it('a group with weights that cannot be read: that is unknown', async () => {
    const damaged = { ...sparse(second, 40), data: new Uint8Array(4) };
    const results = await verdicts({ tensors: { [last]: damaged } });
    expect(results.get(pointwise)).toEqual({ verdict: 'unknown', because: [{ condition: 'sparsity' }] });
  });
});
