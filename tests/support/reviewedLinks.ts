/**
 * The pages outside the project that the documentation leads to, each with the day on which it was last read and what it is cited for. Tests
 * have no network: a link that is new or changed is opened by its author, and gets its line here.
 */
export const reviewedLinks: Readonly<Record<string, { readonly read: string; readonly for: string }>> = {
  'https://www.tensorflow.org/model_optimization/guide/pruning/pruning_with_sparsity_2_by_4': {
    read: '2026-11-27',
    for: 'the tutorial that the samples are trained by: 2 by 4 pruning of a convolution and a dense layer',
  },
};
