import type { SortColumn } from '../../state/tableRows';

/** Whether a column is first sorted by its largest values. */
export function descendsFirst(column: SortColumn): boolean {
  return column !== 'model' && column !== 'name';
}
