type ReviewedLink = {
  /** Day of the last review. */
  readonly read: string;
  /** What the page is a source for. */
  readonly for: string;
  /** The text was read in a stored copy; whether the URL answers was not checked. */
  readonly copy?: true;
};

/**
 * The pages of other sites that the documentation links to. Tests have no network: the author of a new or changed link opens it and adds a line
 * here.
 */
export const reviewedLinks: Readonly<Record<string, ReviewedLink>> = {
  'https://www.tensorflow.org/model_optimization/guide/pruning/pruning_with_sparsity_2_by_4': {
    read: '2026-11-27',
    for: 'the tutorial that the samples are made after: 2 by 4 pruning of a convolution and a dense layer',
  },
  'https://proceedings.neurips.cc/paper/2021/hash/6e8404c3b93a9527c8db241a1846599a-Abstract.html': {
    read: '2026-11-27',
    for: 'the search for an order of channels in which pruning to z of n keeps more',
    copy: true,
  },
  'https://pypi.org/project/ethos-u-vela/': {
    read: '2026-11-27',
    for: 'Vela, the compiler for Ethos-U, and where its sources are',
    copy: true,
  },
  'https://github.com/pytorch/executorch/pull/15851': {
    read: '2026-11-27',
    for: "Arm's example of pruning for Ethos-U",
    copy: true,
  },
  'https://github.com/google-ai-edge/LiteRT/blob/7a5bccc5801c5b7ea074badf2aee928d68682c09/tflite/kernels/fully_connected.cc':
    {
      read: '2026-11-27',
      for: 'the sparse formats of FULLY_CONNECTED: single weights and 1x4 for float32, 1x16 with zero point 0 for int8',
      copy: true,
    },
  'https://github.com/tensorflow/tflite-micro/pull/3654': {
    read: '2026-11-27',
    for: 'the compression tool writes DECODE operators; pruning is not implemented',
    copy: true,
  },
  'https://github.com/google-ai-edge/LiteRT/blob/3a653aa83cbb60902ff8a547bd619c83bf90d678/tflite/delegates/xnnpack/README.md':
    { read: '2026-11-27', for: 'the conditions of sparse inference in XNNPACK', copy: true },
  'https://github.com/google/XNNPACK/blob/f92aa61935f465fa704f4650b12e28a178edda76/src/subgraph/subgraph.c': {
    read: '2026-11-27',
    for: 'more than two thirds of zeros in 1x1 convolutions and FULLY_CONNECTED',
    copy: true,
  },
  'https://github.com/google-ai-edge/LiteRT/blob/b057fa3c3327eba42cda915be799f097af18f6fa/tflite/converter/transforms/dense_to_sparse_pass.cc':
    { read: '2026-11-27', for: 'the thresholds at which the converter stores weights sparse', copy: true },
  'https://docs.nvidia.com/cuda/cusparselt/types.html': {
    read: '2026-11-27',
    for: 'the patterns of cuSPARSELt by element type',
    copy: true,
  },
  'https://github.com/NVIDIA/apex/blob/33a3a6677077d6abced8edc4ba2fdcdf65c3db3e/apex/contrib/sparsity/asp.py': {
    read: '2026-11-27',
    for: 'outputs in multiples of 8, inputs in multiples of 16',
    copy: true,
  },
  'https://rocm.docs.amd.com/projects/hipSPARSELt/en/latest/conceptual/storage-format.html': {
    read: '2026-11-27',
    for: 'the patterns of hipSPARSELt',
    copy: true,
  },
  'https://www.hiascend.com/document/detail/zh/CANNCommunityEdition/81RC1beta1/devaids/aoe/aoepar_16_056.html': {
    read: '2026-11-27',
    for: 'at least 2 zeros in 4 input channels, int8; the products without it',
    copy: true,
  },
  'https://docs.amd.com/r/3.0-English/ug1333-ai-optimizer/pytorch_nndct.SparsePruner?contentId=HqqKYOEpwALIWoAwSWqnKA':
    { read: '2026-11-27', for: '50 % or 75 % zeros in blocks of 16 input channels', copy: true },
  'https://github.com/apple/coremltools/blob/4be9234765df2370cdc8ace805dd97eabe407c4a/docs-guides/source/opt-pruning-perf.md':
    { read: '2026-11-27', for: 'n:m sparsity on the CPU, and sparsity on the Neural Engine', copy: true },
  'https://ai.google.dev/edge/litert/web': { read: '2026-11-28', for: 'LiteRT.js', copy: true },
};
