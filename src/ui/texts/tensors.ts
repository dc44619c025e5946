import type { EngineName } from '../../sparsity/engine';

// Texts of the table of tensors.

export const coverageTexts = {
  list: 'Constants that are not listed',
  more: (count: number) => `and ${count} more`,
};

export const tableTexts = {
  table: 'Weight tensors',
  region: 'Tensors',
  name: 'Name, shape, type, operator',
  sparsity: 'Sparsity',
  pattern: 'Pattern',
  /** In place of `pattern` for patterns of all-zero blocks. */
  zeroBlocks: 'Zero blocks',
  time: 'Engine time',
  search: 'Search tensors',
  searchTitle: 'Search (/)',
  searchPlaceholder: 'Search by name, operator, shape or status',
  found: (found: string, total: string) => `${found} of ${total}`,
  noMatch: (query: string) => `No tensor matches “${query}”.`,
  noName: 'unnamed',
  failed: (message: string) => `cannot be read: ${message}`,
  computedBy: (engine: EngineName) => `Computed by the ${engine} engine`,
};
