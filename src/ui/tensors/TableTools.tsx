import { useRef } from 'react';
import { formatCount } from '../../sparsity/verdict';
import type { Sort, SortColumn } from '../../state/tableRows';
import { useRegister } from '../commands/commandTargets';
import { tableTexts } from '../texts/tensors';

/** Whether the first click on a header sorts a column by its largest values. */
export function descendsFirst(column: SortColumn): boolean {
  return column === 'sparsity' || column === 'time' || column === 'pattern';
}

/** The search field above the table, and the number of tensors found. `/` moves the focus to it. */
export function TableSearch({
  query,
  onQuery,
  found,
  total,
}: {
  query: string;
  onQuery(query: string): void;
  found: number;
  total: number;
}) {
  const field = useRef<HTMLInputElement>(null);
  useRegister({ focusSearch: () => field.current?.focus() });

  return (
    <div className="table-search">
      <input
        ref={field}
        type="search"
        value={query}
        placeholder={tableTexts.searchPlaceholder}
        aria-label={tableTexts.search}
        title={tableTexts.searchTitle}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onQuery('');
        }}
      />
      <span className="quiet" role="status">
        {query && tableTexts.found(formatCount(found), formatCount(total))}
      </span>
    </div>
  );
}

/** A column header. Clicks sort by the column, then in reverse, then in the order of the model. */
export function SortHeader({
  column,
  sort,
  onSort,
  className,
  children,
}: {
  column: SortColumn;
  sort: Sort;
  onSort(sort: Sort): void;
  className?: string;
  children: string;
}) {
  const isOn = sort.column === column;
  const first = descendsFirst(column);
  const next: Sort = !isOn
    ? { column, descending: first }
    : sort.descending === first
      ? { column, descending: !first }
      : { column: 'model', descending: false };
  return (
    <th scope="col" className={className} aria-sort={isOn ? (sort.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => onSort(next)}>
        {children}
        <span aria-hidden="true">{isOn ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}
