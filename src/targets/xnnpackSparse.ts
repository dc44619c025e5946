import { formatCount, percent } from '../sparsity/verdict';
import type { CountsOf, TensorFacts, Use } from './facts';
import type { Finding, Target } from './target';

/**
 * Sparse inference of XNNPACK, the delegate of LiteRT for CPUs. It runs 1 × 1 convolutions and FULLY_CONNECTED of a group of operators
 * sparse, if the group as a whole has more than 2/3 zeros, so 2 of 4 alone is never enough. See nchwClusters.ts for the groups. The
 * model must have stored-sparse weights behind DENSIFY. XNNPACK does not run sparse on x86 processors with AVX.
 *
 * Sources: XNNPACK 0011854, https://github.com/google/XNNPACK: src/subgraph.c (xnn_check_nchw_compatibility,
 * xnn_subgraph_rewrite_for_nchw), src/xnnpack/hardware-config.h (xnn_is_chw_compatible_config). LiteRT f674577,
 * https://github.com/google-ai-edge/LiteRT: tflite/delegates/xnnpack/xnnpack_delegate.cc (static_sparse_weights_).
 */
export const xnnpackSparse: Target = {
  name: 'xnnpack-sparse',
  findings: (facts, use, countsOf) => {
    const operator = operatorOf(facts, use);
    return [
      operator,
      typeOf(facts, use),
      strideOf(facts, use),
      use.cluster.hasSparseWeights
        ? undefined
        : {
            condition: 'encoding',
            message: 'no weights are stored sparse behind DENSIFY; expected stored-sparse weights',
          },
      // The cluster of another operator says nothing about its weights.
      ...(operator ? [] : clusterFindings(use, countsOf)),
    ];
  },
};

function operatorOf({ tensor }: TensorFacts, { code }: Use): Finding | undefined {
  if (code === 'FULLY_CONNECTED') return undefined;
  const [, height, width] = tensor.shape;
  if (code === 'CONV_2D' && height === 1 && width === 1) return undefined;
  const found = code === 'CONV_2D' && width !== undefined ? `CONV_2D with a window of ${height} x ${width}` : code;
  return {
    condition: 'operator',
    message: `the operator is ${found}; expected FULLY_CONNECTED or CONV_2D with a window of 1 x 1`,
  };
}

function typeOf({ tensor }: TensorFacts, { inputType, outputType, behind }: Use): Finding | undefined {
  const isHalf = tensor.type === 'FLOAT16' && behind.includes('DEQUANTIZE');
  const floats = inputType === 'FLOAT32' && outputType === 'FLOAT32';
  if (floats && (tensor.type === 'FLOAT32' || isHalf)) return undefined;
  return {
    condition: 'type',
    message: `the weights are ${tensor.type} and the activations ${inputType ?? 'unknown'}; expected FLOAT32, or FLOAT16 weights behind DEQUANTIZE`,
  };
}

function strideOf({ tensor }: TensorFacts, { code, window }: Use): Finding | undefined {
  const [, height, width] = tensor.shape;
  if (code !== 'CONV_2D' || !window || height !== 1 || width !== 1) return undefined;
  const [stride, dilation] = [window.stride.join(' x '), window.dilation.join(' x ')];
  if (stride === '1 x 1' && dilation === '1 x 1') return undefined;
  return { condition: 'stride', message: `the stride is ${stride} and the dilation ${dilation}; expected 1 x 1` };
}

function clusterFindings({ cluster }: Use, countsOf: CountsOf): Finding[] {
  if (cluster.problem !== undefined) return [{ condition: 'cluster', message: cluster.problem }];
  let [elements, nonzeros] = [0, 0];
  for (const tensor of cluster.weights) {
    const counts = countsOf(tensor);
    if (!counts) {
      return [
        { condition: 'sparsity', isOpen: true, message: `the zeros of tensor ${tensor} of the group are not known` },
      ];
    }
    elements += counts.elements;
    nonzeros += counts.nonzeros;
  }
  if (elements === 0) {
    return [{ condition: 'sparsity', message: 'the group has no weights; expected more than 2/3 zeros' }];
  }
  const zeros = elements - nonzeros;
  // Integers, as in the source, so that exactly 2/3 is not enough.
  if (3 * zeros > 2 * elements) return [];
  return [
    {
      condition: 'sparsity',
      message: `the ${cluster.weights.length === 1 ? 'weights' : `${formatCount(cluster.weights.length)} weight tensors`} of the group have ${percent(zeros / elements)} zeros; expected more than 2/3`,
    },
  ];
}
