import { percent } from '../sparsity/verdict';
import { asStored, halfOfBlocks, operatorIn, sparsityOf, typeIn } from './conditions';
import type { TensorFacts, Use } from './facts';
import type { Finding, Target } from './target';

const minUnstructured = 0.75;

/**
 * Core ML after a conversion with coremltools. Two ways: on the CPU, linear operators with n:m sparsity, where m is a factor of 16 and at
 * least half of the weights are zero; on the Neural Engine, unstructured zeros from about 75 %. A .tflite file does not run there, so this
 * is whether the weights would fit.
 *
 * Source: coremltools 8.3, https://apple.github.io/coremltools/docs-guides/source/opt-pruning-perf.html.
 */
export const coreml: Target = {
  name: 'coreml',
  findings: (facts, use) => [
    operatorIn(use, ['CONV_2D', 'DEPTHWISE_CONV_2D', 'TRANSPOSE_CONV', 'FULLY_CONNECTED']),
    typeIn(facts, ['FLOAT32', 'FLOAT16', 'INT8']),
    ...zerosFindings(facts, use),
  ],
};

/** One of the ways is enough. n:m with a smaller block follows from 8 of 16. */
function zerosFindings(facts: TensorFacts, use: Use): readonly (Finding | undefined)[] {
  const share = sparsityOf(facts);
  if (share >= minUnstructured) return [];
  const sparsity: Finding = {
    condition: 'sparsity',
    message: `${percent(share)} zeros; expected at least ${percent(minUnstructured, 0)} for the Neural Engine`,
  };
  if (use.code !== 'FULLY_CONNECTED') return [sparsity];
  return asStored(use, () => {
    const pattern = halfOfBlocks(facts, 16);
    return pattern ? [sparsity, { ...pattern, message: `${pattern.message}; expected at most half for the CPU` }] : [];
  });
}
