import { formatCount } from '../../sparsity/verdict';

// Texts of the section "What if" of the details.

export const pruningTexts = {
  title: 'What if',
  notInReview: 'A review file has no values of weights. Open the model to see what pruning would do.',
  about: 'Prunes by magnitude, as a prediction. The list and the verdict stay those of the file.',
  goal: 'Prune to',
  toSparsity: 'sparsity',
  sparsity: 'Sparsity in percent',
  invalidSparsity: 'Sparsity is more than 0 and less than 100 %',
  apply: 'Apply',
  applyAll: 'All tensors',
  result: 'Prediction',
  reading: (share: number) => `Reading weights…${share > 0 ? ` ${Math.floor(share * 100)} %` : ''}`,
  failed: (message: string) => `Weights cannot be read: ${message}`,
  energy: 'Energy kept',
  energyTitle: 'Sum of the squares of the weights that stay, over that of all weights',
  zeros: 'Zeros',
  /** `75.0 % → 81.2 %` */
  change: (before: string, after: string) => `${before} → ${after}`,
  verdict: 'Verdict',
  worstBlocks: 'Blocks that lose most',
  worstRows: 'Rows that lose most',
  /** `row 93, columns 2,044 to 2,047`; columns include the last. */
  block: (row: number, first: number, last: number) =>
    `row ${formatCount(row)}, columns ${formatCount(first)} to ${formatCount(last)}`,
  row: (row: number) => `row ${formatCount(row)}`,
  keeps: (share: string) => `keeps ${share}`,
};

export const channelOrderTexts = {
  search: 'Search a channel order',
  searchTitle: 'Searches for an order of the input channels in which the pattern keeps more energy',
  searching: (share: number) => `Searching…${share > 0 ? ` ${Math.floor(share * 100)} %` : ''}`,
  progress: 'Search of a channel order',
  cancel: 'Cancel',
  found: (after: string, before: string) =>
    `Reordering input channels would keep ${after} instead of ${before}. The outputs of the layer before would have to be reordered too.`,
  none: (before: string) => `No order of the input channels was found that keeps more than ${before}.`,
  tooMany: 'Not searched: there are more than 16,384 input channels.',
};

export const prunedTensorsTexts = {
  table: 'Energy kept by each tensor',
  tensor: 'Tensor',
  kept: 'Energy kept',
  progress: 'Pruning all tensors',
  cancel: 'Cancel',
  canceled: (done: number, total: number) =>
    `${formatCount(done)} of ${formatCount(total)} tensors read, then canceled`,
  unreadable: (message: string) => `not read: ${message}`,
  none: 'No tensor can break this pattern',
  more: (count: number) => `and ${formatCount(count)} more`,
};
