import { useEffect, useRef } from 'react';
import { counted } from '../sparsity/verdict';
import type { Sort, SortColumn } from '../state/tableRows';

/** The search above the table, and how many tensors it finds. `/` leads to it from anywhere. */
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

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== '/' || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <div className="table-search">
      <input
        ref={field}
        type="search"
        value={query}
        placeholder="Search: name, operator, shape, violates …"
        aria-label="Search tensors"
        title="Search (/)"
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onQuery('');
        }}
      />
      <span className="quiet" role="status">
        {query && `${counted(found)} of ${counted(total)}`}
      </span>
    </div>
  );
}

/** A head that sorts: by it, by it the other way round, as in the model. */
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
  // Numbers are asked for because of their largest.
  const first = column === 'sparsity' || column === 'time' || column === 'pattern';
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

/** Whether a key goes into a field, where letters mean themselves. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
}
