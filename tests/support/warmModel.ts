import { buildModel } from './buildModel';

/** The model that src/session/warmModel.ts holds. */
export function warmModelBytes(): Uint8Array {
  const names = ['a', 'b'];
  const data = Int8Array.from([0, 1, 0, 0, 0, 0, 2, 3]);
  return buildModel({
    tensors: [
      { name: 'input' },
      ...names.map((name) => ({ name, shape: [2, 1, 1, 4], type: 'INT8' as const, data })),
      { name: 'output' },
    ],
    operators: names.map((_, i) => ({ code: 'CONV_2D' as const, inputs: [0, i + 1, -1], outputs: [3] })),
    inputs: [0],
    outputs: [3],
  });
}
