import { buildModel, type ModelDescription, type SubgraphDescription, storedSparse } from '../buildModel';
import { decodedHuffmanLayer, decodedLutLayer, decodedPrunedLayer, lutLayer, shuffledLayer } from '../encodedWeights';
import { denseLayer } from '../openBytes';

const values = [0, 3, 0, 0, 1, 2, 3, 4];
const plain = { shape: [2, 4], type: 'INT8', bits: 8, values: values.map(BigInt) } as const;
const int8 = { shape: [2, 4], type: 'INT8', data: values } as const;

/** Several layers of different kinds, so that damage to one can be told from damage to the others. */
const layers: SubgraphDescription = {
  name: 'main',
  tensors: [
    { name: 'input', shape: [1, 4] },
    { ...int8, name: 'per channel', quantization: { scale: [1, 2], zeroPoint: [0, 3] } },
    { name: 'half', shape: [2, 2, 1, 2], type: 'FLOAT16', data: values },
    { name: 'half as float', shape: [2, 2, 1, 2] },
    { name: 'sparse', type: 'FLOAT32', ...storedSparse(values, [2, 4], { formats: 'dc', indexWidths: 8 }) },
    { name: 'sparse as dense', shape: [2, 4] },
    {
      name: 'blocks',
      type: 'INT8',
      ...storedSparse(values, [2, 4], { formats: 'dcd', blockMap: [1], blockSizes: [2] }),
    },
    { ...int8, name: 'four bits', type: 'INT4', quantization: { details: { scales: 8, zeroPoints: 9, blockSize: 2 } } },
    { name: 'scales', shape: [2, 2], type: 'FLOAT16', data: [1, 1, 1, 1] },
    { name: 'zero points', shape: [2, 2], type: 'INT8', data: [0, 1, 2, 3] },
    {
      name: 'after the records',
      shape: [2, 4],
      type: 'UINT8',
      data: { bytes: Uint8Array.from(values), place: 'after' },
    },
    { name: 'sum' },
    { name: 'gate', shape: [2, 4], type: 'INT16', data: values },
  ],
  operators: [
    { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [11] },
    { code: 'DEQUANTIZE', inputs: [2], outputs: [3] },
    { code: 'CONV_2D', inputs: [0, 3, -1], outputs: [11], options: {} },
    { code: 'DENSIFY', inputs: [4], outputs: [5] },
    { code: 'FULLY_CONNECTED', inputs: [0, 5, -1], outputs: [11] },
    { code: 'FULLY_CONNECTED', inputs: [0, 6, -1], outputs: [11], version: 8 },
    { code: 'BATCH_MATMUL', inputs: [0, 7], outputs: [11], options: { adjY: true } },
    { code: 'FULLY_CONNECTED', inputs: [0, 10, -1], outputs: [11], version: 2 },
    { code: 'ADD', inputs: [0, 0], outputs: [11] },
    { code: 'UNIDIRECTIONAL_SEQUENCE_LSTM', inputs: [0, 12, -1, -1, -1, -1, -1, -1, -1], outputs: [11] },
  ],
  inputs: [0],
  outputs: [11],
};

const descriptions: Readonly<Record<string, ModelDescription>> = {
  layers: { ...layers, description: 'layers', trailing: new Uint8Array(64) },
  subgraphs: { subgraphs: [layers, denseLayer(int8)] },
  external: {
    ...denseLayer({ shape: [2, 4], externalBuffer: 1 }),
    externalBufferGroups: ['b'],
    externalBuffers: [{ id: 1, group: 0 }],
  },
  axes: denseLayer(
    { ...int8, quantization: { details: { axes: [0, 1], scales: 3, zeroPoints: 4 } } },
    { shape: [2, 2], type: 'FLOAT32', data: [1, 1, 1, 1] },
    { shape: [1, 2], type: 'INT64', data: [0, 1] },
  ),
  shuffled: shuffledLayer({ ...plain, shape: [4, 16], type: 'UINT8', values: Array<bigint>(64).fill(128n) }),
  lut: lutLayer(plain),
  'decoded lut': decodedLutLayer(plain),
  'decoded pruned': decodedPrunedLayer(
    plain,
    plain.values.map(() => 0n),
  ),
  'decoded huffman': decodedHuffmanLayer(plain, { firstBits: 2, nextBits: 1, entryBits: 16 }),
};

/** Small valid models of all encodings, by name. */
export function fuzzModels(): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(descriptions).map(([name, description]) => [name, buildModel(description)]));
}
