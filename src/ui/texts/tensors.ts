import type { EngineName } from '../../sparsity/engine';
import type { TensorStatus } from '../../sparsity/status';
import { statusLabel } from '../../sparsity/statusText';
import { formatCount } from '../../sparsity/verdict';
import type { SortColumn } from '../../state/tableRows';

// Texts of the table of tensors.

export const coverageTexts = {
  list: 'Constants that are not listed',
  /** `4 constants (0.6 %) not looked at` */
  unlisted: (count: number, share: string) =>
    `${count === 1 ? '1 constant' : `${count} constants`} (${share}) not looked at`,
  more: (count: number) => `and ${count} more`,
};

export const tableTexts = {
  table: 'Weight tensors',
  region: 'Tensors',
  name: 'Name',
  sparsity: 'Zeros',
  status: 'Status',
  shape: 'Shape',
  type: 'Type',
  bytes: 'Size',
  violations: 'Broken blocks',
  zeroBlocks: 'Zero blocks',
  sort: 'Sort',
  all: 'All',
  statusFilter: 'Status',
  search: 'Search tensors',
  searchTitle: 'Search (/)',
  searchPlaceholder: 'Filter by name, shape, type…',
  found: (found: string, total: string) => `${found} of ${total}`,
  noMatch: (query: string) => (query ? `No tensor matches “${query}”.` : 'No tensor has this status.'),
  noName: 'unnamed',
  failed: (message: string) => `cannot be read: ${message}`,
  computedBy: (engine: EngineName, milliseconds?: number) =>
    `Computed by the ${engine} engine${milliseconds === undefined ? '' : ` in ${milliseconds.toFixed(1)} ms`}`,
  notRead: 'not read',
  broken: (count: number) => `${formatCount(count)} broken ${count === 1 ? 'block' : 'blocks'}`,
};

/** The orders of the list, in its menu. */
export const sortMenuNames: Readonly<Record<SortColumn, string>> = {
  model: 'Model order',
  name: 'Name',
  sparsity: 'Zeros',
  pattern: 'Status',
  violations: 'Broken blocks',
  share: 'Share of broken blocks',
  time: 'Engine time',
  change: 'Changed zeros',
};

/** A label of a filter: starts in upper case. @param pattern `2 of 4` */
export function statusFilterName(status: TensorStatus, pattern: string): string {
  if (status === 'conforms') return pattern;
  const name = statusLabel[status];
  return name.charAt(0).toUpperCase() + name.slice(1);
}
