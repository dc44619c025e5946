import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/byteSource';
import { openModelFile } from '../../../src/tflite/modelFile';
import { modelConstants } from '../../../src/tflite/weights/modelConstants';
import type { WeightConstant } from '../../../src/tflite/weights/weightConstants';
import { weightTensor } from '../../../src/tflite/weights/weightTensor';
import {
  buildModel,
  type ModelDescription,
  type OperatorDescription,
  type OperatorName,
  storedSparse,
  type TensorDescription,
} from '../../support/buildModel';
import { reportOfBytes } from '../../support/openBytes';

const weights: TensorDescription = { name: 'weights', shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] };
const float16: TensorDescription = { ...weights, type: 'FLOAT16' };
const activation: TensorDescription = { name: 'activation', shape: [1, 4] };

/** The weight tensors as `subgraph:tensor <- operators`, with and without `exact`, which must agree. */
async function found(description: ModelDescription): Promise<string[]> {
  const file = await openModelFile(memorySource('a.tflite', buildModel(description)));
  const [exact, presumed] = await Promise.all([modelConstants(file, true), modelConstants(file, false)]);
  const shown = ({ weights }: typeof exact) =>
    weights.map(({ subgraph, tensor, operators }) => {
      return `${subgraph.index}:${tensor.index} <- ${operators.map(({ index }) => index).join(' ')}`;
    });
  expect(shown(presumed)).toEqual(shown(exact));
  return shown(exact);
}

function graph(tensors: TensorDescription[], operators: OperatorDescription[]): ModelDescription {
  return { tensors, operators, inputs: [0], outputs: [] };
}

describe('weights of an operator', () => {
  it.each<OperatorName>([
    ...(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'CONV_3D', 'CONV_3D_TRANSPOSE'] as const),
    'EMBEDDING_LOOKUP',
  ])('are input 1 of %s', async (code) => {
    expect(await found(graph([activation, weights], [{ code, inputs: [0, 1] }]))).toEqual(['0:1 <- 0']);
  });

  it('are input 1 of TRANSPOSE_CONV, between the output shape and the data', async () => {
    const shape: TensorDescription = { name: 'shape', type: 'INT32', shape: [4], data: [1, 8, 8, 4] };
    const operator: OperatorDescription = { code: 'TRANSPOSE_CONV', inputs: [2, 1, 0] };
    expect(await found(graph([activation, weights, shape], [operator]))).toEqual(['0:1 <- 0']);
  });

  it('are not the bias, nor inputs of operators that have no weights', async () => {
    const bias: TensorDescription = { name: 'bias', type: 'INT32', shape: [2], data: [1, 2] };
    const operators: OperatorDescription[] = [
      { code: 'ADD', inputs: [0, 1] },
      { code: 'CONV_2D', inputs: [0, 2, 3] },
      { custom: 'Mine', inputs: [0, 1] },
    ];
    expect(await found(graph([activation, weights, weights, bias], operators))).toEqual(['0:2 <- 1']);
  });

  it.each(['deprecated', 'both'] as const)('are found by the operator code in %s field(s)', async (codeFields) => {
    const operator: OperatorDescription = { code: 'CONV_2D', codeFields, inputs: [0, 1] };
    expect(await found(graph([activation, weights], [operator]))).toEqual(['0:1 <- 0']);
  });

  it('are absent if the input is -1 or missing', async () => {
    const operators: OperatorDescription[] = [
      { code: 'FULLY_CONNECTED', inputs: [0, -1, -1] },
      { code: 'CONV_2D', inputs: [0] },
    ];
    expect(await found(graph([activation, weights], operators))).toEqual([]);
  });
});

describe('encoded weights', () => {
  it('are found before DEQUANTIZE', async () => {
    const operators: OperatorDescription[] = [
      { code: 'DEQUANTIZE', inputs: [1], outputs: [2] },
      { code: 'CONV_2D', inputs: [0, 2] },
    ];
    expect(await found(graph([activation, float16, { name: 'unpacked' }], operators))).toEqual(['0:1 <- 1']);
  });

  it('are found before DENSIFY and DEQUANTIZE, in any order of operators', async () => {
    const sparse: TensorDescription = { name: 'sparse', ...storedSparse([0, 7, 0, 0], [2, 2], { formats: 'dc' }) };
    const tensors = [activation, { ...sparse, type: 'FLOAT16' as const }, { name: 'dense' }, { name: 'float32' }];
    const operators: OperatorDescription[] = [
      { code: 'FULLY_CONNECTED', inputs: [0, 3, -1] },
      { code: 'DEQUANTIZE', inputs: [2], outputs: [3] },
      { code: 'DENSIFY', inputs: [1], outputs: [2] },
    ];
    expect(await found(graph(tensors, operators))).toEqual(['0:1 <- 0']);
  });

  it.each<OperatorName>(['CAST', 'QUANTIZE', 'RESHAPE', 'TRANSPOSE'])('are found before %s', async (code) => {
    const operators: OperatorDescription[] = [
      { code, inputs: [1], outputs: [2] },
      { code: 'CONV_2D', inputs: [0, 2] },
    ];
    expect(await found(graph([activation, weights, { name: 'passed on' }], operators))).toEqual(['0:1 <- 1']);
  });

  it('are not searched before other operators', async () => {
    const operators: OperatorDescription[] = [
      { code: 'ADD', inputs: [1], outputs: [2] },
      { code: 'FULLY_CONNECTED', inputs: [0, 2, -1] },
    ];
    expect(await found(graph([activation, weights, { name: 'sum' }], operators))).toEqual([]);
  });

  it('can store nothing', async () => {
    const nothing: TensorDescription = { ...storedSparse([0, 0, 0, 0], [2, 2], { formats: 'dc' }) };
    const operator: OperatorDescription = { code: 'FULLY_CONNECTED', inputs: [0, 1, -1] };
    expect(await found(graph([activation, nothing], [operator]))).toEqual(['0:1 <- 0']);
  });
});

describe('shared weights', () => {
  it('are listed once, with all users in operator order', async () => {
    const operators: OperatorDescription[] = [
      { code: 'CONV_2D', inputs: [0, 2] },
      { code: 'FULLY_CONNECTED', inputs: [0, 1, -1] },
      { code: 'CONV_2D', inputs: [0, 2] },
    ];
    expect(await found(graph([activation, weights, weights], operators))).toEqual(['0:1 <- 1', '0:2 <- 0 2']);
  });

  it('are listed once for direct use and use through DEQUANTIZE', async () => {
    const operators: OperatorDescription[] = [
      { code: 'DEQUANTIZE', inputs: [1], outputs: [2] },
      { code: 'CONV_2D', inputs: [0, 2] },
      { code: 'CONV_2D', inputs: [0, 1] },
    ];
    expect(await found(graph([activation, float16, { name: 'unpacked' }], operators))).toEqual(['0:1 <- 1 2']);
  });

  it('are listed in each subgraph, even with a shared buffer', async () => {
    const shared: TensorDescription = { name: 'weights', shape: [2, 4], type: 'INT8', buffer: 1 };
    const subgraph = graph([activation, shared], [{ code: 'FULLY_CONNECTED', inputs: [0, 1, -1] }]);
    const model = { subgraphs: [subgraph, subgraph], buffers: [{ bytes: new Uint8Array(8) }] };
    expect(await found(model)).toEqual(['0:1 <- 0', '1:1 <- 0']);
  });
});

describe('non-constant tensor', () => {
  const matmul: OperatorDescription = { code: 'BATCH_MATMUL', inputs: [0, 1] };

  it('is not listed: an activation of BATCH_MATMUL', async () => {
    expect(await found(graph([activation, activation], [matmul]))).toEqual([]);
  });

  it('is not listed: a variable tensor', async () => {
    expect(await found(graph([activation, { ...weights, isVariable: true }], [matmul]))).toEqual([]);
  });

  it('is not listed: a buffer with the placeholder offset 1, or with nothing in it', async () => {
    const tensors = [activation, { ...weights, data: { offset: 1, size: 8 } }, { ...weights, data: {} }, activation];
    const operators: OperatorDescription[] = [
      { code: 'RELU', inputs: [0], outputs: [1] },
      { code: 'RELU', inputs: [0], outputs: [2] },
      matmul,
      { code: 'BATCH_MATMUL', inputs: [0, 2] },
    ];
    expect(await found(graph(tensors, operators))).toEqual([]);
  });

  it('is listed if its bytes are after the model or in another file', async () => {
    const after: TensorDescription = { ...weights, data: { bytes: new Uint8Array(8), place: 'after' } };
    const external: TensorDescription = { name: 'external', shape: [2, 4], externalBuffer: 5 };
    const model = {
      ...graph([activation, after, external], [matmul, { code: 'CONV_2D', inputs: [0, 2] }]),
      externalBufferGroups: ['weights.bin'],
      externalBuffers: [{ id: 5, group: 0 }],
    };
    expect(await found(model)).toEqual(['0:1 <- 0', '0:2 <- 1']);
    const { tensors } = await reportOfBytes(buildModel(model));
    expect(tensors[0]).toMatchObject({ nonzeros: 0 });
    expect(tensors[1]).toMatchObject({ error: { code: 'external-missing', message: /weights\.bin/ } });
  });
});

describe('last dimension', () => {
  it.each<[OperatorDescription, string | undefined]>([
    [{ code: 'CONV_2D' }, undefined],
    [{ code: 'FULLY_CONNECTED' }, undefined],
    [{ code: 'TRANSPOSE_CONV' }, undefined],
    [{ code: 'DEPTHWISE_CONV_2D' }, 'not-input-channels'],
    [{ code: 'CONV_3D' }, 'not-input-channels'],
    [{ code: 'BATCH_MATMUL' }, 'not-input-channels'],
    [{ code: 'BATCH_MATMUL', options: null }, 'not-input-channels'],
    [{ code: 'BATCH_MATMUL', options: { adjY: true } }, undefined],
  ])('of %j: %s', async (operator, reason) => {
    const bytes = buildModel(graph([activation, weights], [{ ...operator, inputs: [0, 1] }]));
    const [tensor] = (await reportOfBytes(bytes)).tensors;
    expect(tensor).toMatchObject({ trivial: reason !== undefined });
    expect('trivialBecause' in tensor ? tensor.trivialBecause : undefined).toBe(reason);
  });

  it('is the input channels if it is for one of the operators', async () => {
    const operators: OperatorDescription[] = [
      { code: 'DEPTHWISE_CONV_2D', inputs: [0, 1] },
      { code: 'CONV_2D', inputs: [0, 1] },
    ];
    const [tensor] = (await reportOfBytes(buildModel(graph([activation, weights], operators)))).tensors;
    expect(tensor).toMatchObject({ trivial: false });
  });
});

describe('inputs of operators with several weights', () => {
  /** `input role` of the constants at all inputs of an operator that are weights. Each input of the operator is a constant. */
  async function rolesOf(operator: Omit<OperatorDescription, 'inputs'>, inputCount: number): Promise<string[]> {
    const tensors = Array.from({ length: inputCount }, (_, i) => ({ ...weights, name: `${i}` }));
    const inputs = tensors.map((_, i) => i);
    const description: ModelDescription = { tensors, operators: [{ ...operator, inputs }], inputs: [], outputs: [] };
    const file = await openModelFile(memorySource('a.tflite', buildModel(description)));
    const { weights: constants } = await modelConstants(file, true);
    const found = constants.map((constant) => weightTensor(constant, file.lookupTables));
    return found.map(({ name, role, inputChannelsLast }) => {
      return `${name} ${role}${inputChannelsLast ? '' : ' (not input channels)'}`;
    });
  }

  const lstm = [
    ...['1 input to input gate', '2 input to forget gate', '3 input to cell', '4 input to output gate'],
    ...['5 recurrent to input gate', '6 recurrent to forget gate', '7 recurrent to cell', '8 recurrent to output gate'],
    '16 projection',
  ];

  it.each<OperatorName>(['LSTM', 'UNIDIRECTIONAL_SEQUENCE_LSTM'])('are the gates of %s', async (code) => {
    expect(await rolesOf({ code }, 24)).toEqual(lstm);
  });

  it('are one tensor for the basic kernel of LSTM', async () => {
    expect(await rolesOf({ code: 'LSTM', options: { lstmKernel: 'BASIC' } }, 5)).toEqual(['2 all gates']);
  });

  it('are the gates of both directions of BIDIRECTIONAL_SEQUENCE_LSTM', async () => {
    const roles = await rolesOf({ code: 'BIDIRECTIONAL_SEQUENCE_LSTM' }, 48);
    expect(roles.slice(0, 9)).toEqual(lstm.map((role) => role.replace(' ', ' forward ')));
    expect(roles.map((role) => Number(role.split(' ')[0]))).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 16, 18, 19, 20, 21, 22, 23, 24, 25, 33, 40, 41, 42, 43, 44, 45, 46, 47],
    ]);
    expect(roles).toContain('19 backward input to forget gate');
    expect(roles).toContain('47 backward auxiliary input to output gate');
  });

  it.each<OperatorName>(['RNN', 'UNIDIRECTIONAL_SEQUENCE_RNN'])('are two of %s', async (code) => {
    expect(await rolesOf({ code }, 5)).toEqual(['1 input weights', '2 recurrent weights']);
  });

  it('are at other places in BIDIRECTIONAL_SEQUENCE_RNN with and without states', async () => {
    const code = 'BIDIRECTIONAL_SEQUENCE_RNN';
    expect((await rolesOf({ code }, 7)).slice(2)).toEqual(['4 backward input weights', '5 backward recurrent weights']);
    expect((await rolesOf({ code }, 12)).slice(3)).toEqual([
      ...['5 backward input weights', '6 backward recurrent weights'],
      ...['10 forward auxiliary weights', '11 backward auxiliary weights'],
    ]);
  });

  it('of SVDF have input channels only in the first', async () => {
    expect(await rolesOf({ code: 'SVDF' }, 5)).toEqual(['1 feature weights', '2 time weights (not input channels)']);
  });

  it.each([
    [{}, ['0 undefined', '1 undefined (not input channels)']],
    [{ adjX: true, adjY: true }, ['0 undefined (not input channels)', '1 undefined']],
  ])('of BATCH_MATMUL can be on both sides, with options %j', async (options, expected) => {
    expect(await rolesOf({ code: 'BATCH_MATMUL', options }, 2)).toEqual(expected);
  });

  it('are input 0 of GATHER, unless they are a list or indices', async () => {
    const table = (changes: TensorDescription) =>
      found(graph([activation, { ...weights, ...changes }], [{ code: 'GATHER', inputs: [1, 0] }]));
    expect(await table({})).toEqual(['0:1 <- 0']);
    expect(await table({ shape: [8] })).toEqual([]);
    expect(await table({ type: 'INT32' })).toEqual([]);
    expect(await table({ type: 'INT64' })).toEqual([]);
  });
});

describe('the last dimension', () => {
  const convolution: OperatorDescription = { code: 'FULLY_CONNECTED', inputs: [0, 2, -1] };

  async function isInputChannels(between: OperatorDescription, ...others: TensorDescription[]): Promise<boolean> {
    const tensors = [activation, weights, ...others];
    const file = await openModelFile(memorySource('a.tflite', buildModel(graph(tensors, [between, convolution]))));
    const [exact, presumed] = await Promise.all([modelConstants(file, true), modelConstants(file, false)]);
    const tensorOf = (constant: WeightConstant) => weightTensor(constant, file.lookupTables);
    expect(presumed.weights.map(tensorOf)).toEqual(exact.weights.map(tensorOf));
    return tensorOf(exact.weights[0]).inputChannelsLast;
  }

  it.each([
    [[2, 4], true],
    [[1, 2, 1, 4], true],
    [[4, 2], false],
  ])('of a constant that is reshaped to %j is the input channel: %j', async (shape, expected) => {
    const reshape: OperatorDescription = { code: 'RESHAPE', inputs: [1], outputs: [2] };
    expect(await isInputChannels(reshape, { shape })).toBe(expected);
  });

  it.each([
    [[1, 0, 2], true],
    [[0, 2, 1], false],
  ])('of a constant that is transposed by %j is the input channel: %j', async (permutation, expected) => {
    const transpose: OperatorDescription = { code: 'TRANSPOSE', inputs: [1, 3], outputs: [2] };
    expect(await isInputChannels(transpose, {}, { type: 'INT32', shape: [3], data: permutation })).toBe(expected);
  });

  it('of a constant that is transposed by a computed permutation is not the input channel', async () => {
    const transpose: OperatorDescription = { code: 'TRANSPOSE', inputs: [1, 0], outputs: [2] };
    expect(await isInputChannels(transpose, {})).toBe(false);
  });
});
