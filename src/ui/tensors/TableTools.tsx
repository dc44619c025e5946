import { useContext, useRef } from 'react';
import { flushSync } from 'react-dom';
import type { TensorStatus } from '../../sparsity/status';
import { formatCount } from '../../sparsity/verdict';
import type { Sort, SortColumn } from '../../state/tableRows';
import { CommandTargetsContext, useRegister } from '../commands/commandTargets';
import { useApp } from '../shell/appContext';
import { missedGoalText } from '../texts/goal';
import { sortMenuNames, statusFilterName, tableTexts } from '../texts/tensors';
import { StatusDot } from './StatusDot';
import { descendsFirst } from './sorting';
import type { StatusCount } from './useTensorRows';

/** The search field above the list, and the number of tensors found. `/` moves the focus to it. */
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
  const targets = useContext(CommandTargetsContext);
  useRegister({
    focusSearch() {
      flushSync(() => targets.showTensors?.());
      field.current?.focus();
    },
  });

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

/** The order of the list. */
export function SortMenu(props: { sort: Sort; onSort(sort: Sort): void; isComparing: boolean }) {
  const { sort, onSort, isComparing } = props;
  const columns = (Object.keys(sortMenuNames) as SortColumn[]).filter((column) => isComparing || column !== 'change');
  return (
    <select
      className="sort-menu"
      aria-label={tableTexts.sort}
      title={tableTexts.sort}
      value={sort.column}
      onChange={({ target }) => {
        const column = target.value as SortColumn;
        onSort({ column, descending: descendsFirst(column) });
      }}
    >
      {columns.map((column) => (
        <option key={column} value={column}>
          {sortMenuNames[column]}
        </option>
      ))}
    </select>
  );
}

/** A chip for each status in the model, with its count. A pressed chip shows only its tensors. */
export function StatusChips(props: {
  counts: ReadonlyMap<TensorStatus, StatusCount>;
  pattern: string;
  chosen: TensorStatus | undefined;
  onChoose(status: TensorStatus | undefined): void;
}) {
  const { counts, pattern, chosen, onChoose } = props;
  const goal = useApp((state) => state.goal);
  return (
    <fieldset className="chips" aria-label={tableTexts.statusFilter}>
      <button type="button" className="chip" aria-pressed={chosen === undefined} onClick={() => onChoose(undefined)}>
        {tableTexts.all}
      </button>
      {[...counts].map(([status, { count, broken }]) => (
        <button
          key={status}
          type="button"
          className="chip"
          aria-pressed={chosen === status}
          onClick={() => onChoose(chosen === status ? undefined : status)}
        >
          <StatusDot status={status} broken={broken} />
          {statusFilterName(status, pattern)} <span className="quiet">{formatCount(count)}</span>
          {broken && <span className="visually-hidden">, {missedGoalText(goal)}</span>}
        </button>
      ))}
    </fieldset>
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
