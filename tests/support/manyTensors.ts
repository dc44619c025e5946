import { buildModel } from './buildModel';

/** A model of 28 MB: 400 convolutions of 70 kB each, of which about half is zero. */
export function manyTensors(): Uint8Array {
  const names = Array.from({ length: 400 }, (_, i) => `block_${i >> 3}/conv_${i & 7}/weights`);
  const data = Int8Array.from({ length: 64 * 3 * 3 * 122 }, (_, i) => (Math.imul(i, 0x9e3779b1) >> 31) & (i | 1));
  return buildModel({
    tensors: [
      { name: 'input' },
      ...names.map((name) => ({ name, shape: [64, 3, 3, 122], type: 'INT8' as const, data })),
      { name: 'output' },
    ],
    operators: names.map((_, i) => ({ code: 'CONV_2D' as const, inputs: [0, i + 1, -1], outputs: [names.length + 1] })),
    inputs: [0],
    outputs: [names.length + 1],
  });
}
