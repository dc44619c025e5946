import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/byteSource';
import { openModelFile } from '../../../src/tflite/modelFile';
import { modelConstants } from '../../../src/tflite/weights/modelConstants';
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
  it.each<OperatorName>(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'CONV_3D', 'BATCH_MATMUL'])(
    'are input 1 of %s',
    async (code) => {
      expect(await found(graph([activation, weights], [{ code, inputs: [0, 1] }]))).toEqual(['0:1 <- 0']);
    },
  );

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
      { custom: 'Convolution2DTransposeBias', inputs: [0, 1] },
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

  it('are not searched before other operators', async () => {
    const operators: OperatorDescription[] = [
      { code: 'TRANSPOSE', inputs: [1], outputs: [2] },
      { code: 'FULLY_CONNECTED', inputs: [0, 2, -1] },
    ];
    expect(await found(graph([activation, weights, { name: 'turned' }], operators))).toEqual([]);
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
