import { percent } from '../sparsity/verdict';
import { operatorIn, typeIn } from './conditions';
import type { TensorFacts } from './facts';
import type { Finding, Target } from './target';

const minSparsity = 0.3;

/**
 * The TensorFlow Lite converter with Optimize.EXPERIMENTAL_SPARSITY. It stores weights of rank 2 or 4 sparse if at least 30 % of the
 * stored values are 0, whatever the zero point. Blocks of 1 × 4 (float) or 1 × 16 (quantized) are only for FULLY_CONNECTED, and only if
 * they leave out nearly all zeros. All other weights get CSR, with DENSIFY before the operator.
 *
 * Source: LiteRT 2611748, https://github.com/google-ai-edge/LiteRT: tflite/converter/transforms/dense_to_sparse_pass.cc (kMinSparsityLevel,
 * InspectWeight), tflite/converter/ir/tfl_ops.td (TFL_SparseOp).
 */
export const tfliteConverter: Target = {
  name: 'tflite-converter',
  findings: (facts, use) => [
    operatorIn(use, ['CONV_2D', 'DEPTHWISE_CONV_2D', 'TRANSPOSE_CONV', 'FULLY_CONNECTED']),
    typeIn(facts, ['FLOAT32', 'FLOAT16', 'INT8']),
    rankOf(facts),
    sparsityFinding(facts),
  ],
};

function rankOf({ tensor }: TensorFacts): Finding | undefined {
  const { length } = tensor.shape;
  if (length === 2 || length === 4) return undefined;
  return { condition: 'size', message: `the rank is ${length}; expected 2 or 4` };
}

function sparsityFinding({ elements, rawZeros }: TensorFacts): Finding | undefined {
  const share = elements === 0 ? 0 : rawZeros / elements;
  if (share >= minSparsity) return undefined;
  return {
    condition: 'sparsity',
    message: `${percent(share)} of the stored values are 0; expected at least ${percent(minSparsity, 0)}`,
  };
}
