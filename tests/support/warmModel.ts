import { buildModel } from './buildModel';
import type { OperatorDescription, TensorDescription } from './modelDescription';

const layers = 3;
const weights = [0, 1, 0, 0, 0, 0, 2, 3];
const types = ['FLOAT32', 'FLOAT16', 'INT8'] as const;

/**
 * The model that src/session/warmModel.ts holds: layers of the operators that networks for images have, so that the code that the browser optimizes
 * for it also fits theirs. Published models have names and buffers of this kind, and weights behind DEQUANTIZE.
 */
export function warmModelBytes(): Uint8Array {
  const tensors: TensorDescription[] = [{ name: 'input', shape: [1, 8, 8, 4] }];
  const operators: OperatorDescription[] = [];
  const add = (tensor: TensorDescription) => tensors.push(tensor) - 1;

  for (let layer = 0; layer < layers; layer++) {
    const last = tensors.length - 1;
    const constant = (shape: number[], data: number[]) =>
      add({ name: `model/layer_${layer}/kernel`, shape, type: types[layer], data });
    const computed = () => add({ name: `model/layer_${layer}/output`, shape: [1, 8, 8, 4] });
    const apply = (code: OperatorDescription['code'], inputs: number[], options?: OperatorDescription['options']) => {
      const output = computed();
      operators.push({ code, inputs, outputs: [output], ...(options && { options }) });
      return output;
    };
    const decoded = apply('DEQUANTIZE', [constant([2, 1, 1, 4], weights)]);
    const convolved = apply('CONV_2D', [last, decoded, -1], { stride: [2, 2] });
    const depthwise = apply('DEPTHWISE_CONV_2D', [convolved, constant([1, 1, 2, 4], weights), -1]);
    const added = apply('ADD', [convolved, depthwise]);
    const reshaped = apply('RESHAPE', [added, constant([2], [1, 4])]);
    apply('FULLY_CONNECTED', [reshaped, constant([2, 4], weights), -1], { activation: 'RELU' });
  }
  return buildModel({ tensors, operators, inputs: [0], outputs: [tensors.length - 1] });
}
