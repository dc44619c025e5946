import type { ZerosPattern } from '../sparsity/pattern';

/** What a tensor is pruned to, by magnitude. */
export type PruningGoal =
  /** At least `zeros` zeros in every block of `of` weights along the last dimension. */
  | { readonly pattern: ZerosPattern }
  /** A share of zeros over the complete tensor, 0 to 1. */
  | { readonly sparsity: number };
