import { tflmDecodeBytes, tflmDecodeTypes } from '../sparsity/sizes';
import { formatCount } from '../sparsity/verdict';
import { type ElementType, elementFormat } from '../tflite/elementTypes';
import { operatorIn, typeIn } from './conditions';
import type { TensorFacts } from './facts';
import type { Finding, Target } from './target';

/**
 * TFLM_DECODE of TensorFlow Lite Micro, type 2 (pruning): a bitmap and the non-zero weights, decoded before the operator runs. It takes
 * zero points other than 0 only for INT8, and channels along the first or the last dimension. Any zeros will do. It pays if the zeros save
 * more than the bitmap takes.
 *
 * Source: tflite-micro 5c90df1, https://github.com/tensorflow/tflite-micro: tensorflow/lite/micro/kernels/decode_state_prune.cc
 * (Setup, Decode), tensorflow/lite/micro/micro_mutable_op_resolver.h.
 */
export const tflmDecode: Target = {
  name: 'tflm-decode',
  findings: (facts, use) => [
    operatorIn(use, [
      ...['CONV_2D', 'DEPTHWISE_CONV_2D', 'TRANSPOSE_CONV', 'FULLY_CONNECTED', 'BATCH_MATMUL'],
      ...['SVDF', 'UNIDIRECTIONAL_SEQUENCE_LSTM', 'EMBEDDING_LOOKUP', 'GATHER'],
    ]),
    typeIn(facts, [...tflmDecodeTypes]),
    undecodableQuantization(facts),
    sizeOf(facts),
  ],
};

/** What TFLM_DECODE cannot hold of the quantization of a tensor; undefined if it can hold all. */
export function undecodableQuantization({
  tensor,
  zeroPoints,
}: Pick<TensorFacts, 'tensor' | 'zeroPoints'>): Finding | undefined {
  const { allZero, dimension, inBlocks } = zeroPoints;
  if (inBlocks) {
    return {
      condition: 'zero-point',
      message: 'scales and zero points are in other tensors; expected one for the tensor or for each channel',
    };
  }
  if (!allZero && tensor.type !== 'INT8') {
    return {
      condition: 'zero-point',
      message: `a zero point of ${tensor.type} weights is not 0; expected 0, or INT8 weights`,
    };
  }
  if (dimension === 0 || dimension === tensor.shape.length - 1) return undefined;
  return {
    condition: 'zero-point',
    message: `the channels of the quantization are along dimension ${dimension}; expected the first or the last`,
  };
}

function sizeOf({ tensor, elements, nonzeros }: TensorFacts): Finding | undefined {
  const format = elementFormat(tensor.type as ElementType);
  const bytes = format && tflmDecodeBytes(tensor.type, elements, nonzeros, format.bits / 8);
  // Another type fails on its own.
  if (!format || bytes === undefined) return undefined;
  const dense = (elements * format.bits) / 8;
  if (bytes < dense) return undefined;
  return {
    condition: 'sparsity',
    message: `${formatCount(bytes)} bytes instead of ${formatCount(dense)}; expected enough zeros that the tensor becomes smaller`,
  };
}
