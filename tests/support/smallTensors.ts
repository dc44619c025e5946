import { buildModel } from './buildModel';

/**
 * A model of small convolutions. Tensor `i`, from 0, has the key `0:(i + 1)`.
 * @param nameOf the name of a tensor by its index
 * @param nonzerosOf the non-zeros in each row of 8, by the index of the tensor; default: `i % 8`
 */
export function smallTensors(
  count: number,
  nameOf = (i: number) => `block_${i >> 2}/conv_${i & 3}/weights`,
  nonzerosOf = (i: number) => i % 8,
): Uint8Array {
  const names = Array.from({ length: count }, (_, i) => nameOf(i));
  return buildModel({
    tensors: [
      { name: 'input' },
      ...names.map((name, i) => ({
        name,
        shape: [2, 1, 1, 8],
        type: 'INT8' as const,
        data: Array.from({ length: 16 }, (_, k) => (k % 8 < nonzerosOf(i) ? 1 : 0)),
      })),
      { name: 'output' },
    ],
    operators: names.map((_, i) => ({ code: 'CONV_2D' as const, inputs: [0, i + 1, -1], outputs: [count + 1] })),
    inputs: [0],
    outputs: [count + 1],
  });
}
