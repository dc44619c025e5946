import { asStored, halfOfBlocks, operatorIn, typeIn, zeroPointsZero } from './conditions';
import type { TensorFacts } from './facts';
import type { Finding, Target } from './target';

/**
 * Sparse tensor cores of NVIDIA GPUs since Ampere: 2 of 4 along the dimension that is summed. A .tflite file does not run there, so this is
 * whether the weights would fit. Sizes are those that NVIDIA's library for pruning accepts: outputs a multiple of 8, inputs of 16.
 *
 * Sources: Apex 6424da3, https://github.com/NVIDIA/apex: apex/contrib/sparsity/asp.py (add_sparse_attributes); Mishra et al.,
 * "Accelerating Sparse Deep Neural Networks" (2021), https://arxiv.org/abs/2104.08378.
 */
export const nvidia2of4: Target = {
  name: 'nvidia-2of4',
  findings: (facts, use) => [
    operatorIn(use, ['CONV_2D', 'FULLY_CONNECTED']),
    typeIn(facts, ['FLOAT32', 'FLOAT16', 'BFLOAT16', 'INT8', 'FLOAT8_E4M3FN', 'FLOAT8_E5M2']),
    facts.tensor.type === 'INT8' ? zeroPointsZero(facts) : undefined,
    ...asStored(use, () => [sizeOf(facts), halfOfBlocks(facts, 4)]),
  ],
};

function sizeOf({ tensor }: TensorFacts): Finding | undefined {
  const [outputs, inputs] = [tensor.shape[0], tensor.shape.at(-1)];
  if (outputs !== undefined && inputs !== undefined && outputs % 8 === 0 && inputs % 16 === 0) return undefined;
  return {
    condition: 'size',
    message: `${outputs ?? 1} outputs and ${inputs ?? 1} inputs; expected multiples of 8 and 16`,
  };
}
