import { asStored, halfOfBlocks, operatorIn, typeIn, zeroPointsZero } from './conditions';
import type { TensorFacts } from './facts';
import type { Finding, Target } from './target';

const blockSize = 16;

/**
 * AMD Vitis AI with its sparsity pruner: 50 or 75 % zeros in each block of 4, 8 or 16 input channels of convolutions and fully connected
 * layers with more than 16 input channels. Blocks of 4 or 8 with half zeros follow the rule for 16 too. A .tflite file does not run there,
 * so this is whether the weights would fit.
 *
 * Source: Vitis AI 3.5, https://docs.amd.com/r/en-US/ug1414-vitis-ai/Fine-Grained-Pruning and Generating-a-Sparse-Model (UG1414).
 */
export const vitisAi: Target = {
  name: 'vitis-ai',
  findings: (facts, use) => [
    operatorIn(use, ['CONV_2D', 'FULLY_CONNECTED']),
    typeIn(facts, ['FLOAT32', 'FLOAT16', 'INT8']),
    facts.tensor.type === 'INT8' ? zeroPointsZero(facts) : undefined,
    ...asStored(use, () => [inputsOf(facts), halfOfBlocks(facts, blockSize)]),
  ],
};

function inputsOf({ tensor }: TensorFacts): Finding | undefined {
  if (tensor.columnCount > blockSize) return undefined;
  return { condition: 'size', message: `${tensor.columnCount} input channels; expected more than ${blockSize}` };
}
