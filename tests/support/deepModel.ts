import { buildModel, type OperatorDescription } from './buildModel';

const data = Int8Array.from({ length: 4 * 3 * 3 * 16 }, (_, i) => (i % 4 < 2 ? 0 : (i % 127) + 1));

/**
 * A model of many operators, of which three in four are convolutions with weights of 576 bytes, and the others RELU.
 * @param operatorCount a multiple of 4
 */
export function deepModel(operatorCount: number): Uint8Array {
  const weights = (operatorCount / 4) * 3;
  const names = Array.from({ length: weights }, (_, i) => `stage_${i >> 6}/conv_${i & 63}/weights`);
  const operators: OperatorDescription[] = Array.from({ length: operatorCount }, (_, i) =>
    i % 4 === 3
      ? { code: 'RELU', inputs: [0], outputs: [weights + 1] }
      : { code: 'CONV_2D', inputs: [0, (i >> 2) * 3 + (i % 4) + 1, -1], outputs: [weights + 1] },
  );
  return buildModel({
    tensors: [
      { name: 'input' },
      ...names.map((name) => ({ name, shape: [4, 3, 3, 16], type: 'INT8' as const, data })),
      { name: 'output' },
    ],
    operators,
    inputs: [0],
    outputs: [weights + 1],
  });
}
