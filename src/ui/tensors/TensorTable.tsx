import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, useCallback, useEffect, useMemo, useState } from 'react';
import { type Sort, tableRows } from '../../state/tableRows';
import { tensorKey, type WeightMatrix } from '../../tflite/weights/weightMatrix';
import { type Hands, type RowStep, useLend } from '../commands/hands';
import { useApp, useAppValue } from '../shell/appContext';
import { useAfterFirstMap } from '../shell/firstMap';
import { usePrinting } from '../shell/printing';
import { SortHeader, TableSearch } from './TableTools';
import { TensorRow } from './TensorRow';

const none: readonly WeightMatrix[] = [];
// From here on only the rows in sight are in the page; up to here all are, for whoever searches in the page.
const mostRows = 300;
// As high as a row usually is, CSS pixels; rows in sight are measured.
const usualHeight = 84;

/** All weight tensors of the model, searched and sorted; choosing a row shows its map. */
export function TensorTable() {
  const weights = useApp((state) => state.model?.contents.weights) ?? none;
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<Sort>({ column: 'model', descending: false });
  const rows = useRows(weights, query, sort);
  // Rows follow the first map, or come before one that takes long.
  const begun = useAfterFirstMap(longestWait);
  // On paper nobody can scroll.
  const printing = usePrinting();
  const shown = useGrowingCount(begun && rows.length <= mostRows ? rows.length : 0);
  const [panel, setPanel] = useState<HTMLElement>();
  const findPanel = useCallback(
    (body: HTMLElement | null) => setPanel(body?.closest<HTMLElement>('.table-panel') ?? undefined),
    [],
  );
  const steps = useRowSteps(rows);
  useLend({ table: { ...steps, sort: setSort } });
  return (
    <>
      <TableSearch query={query} onQuery={setQuery} found={rows.length} total={weights.length} />
      <table
        className="tensors"
        aria-label="Weight tensors"
        aria-rowcount={rows.length + 1}
        data-long={rows.length > mostRows || undefined}
      >
        <thead>
          <tr>
            <SortHeader column="name" sort={sort} onSort={setSort}>
              Name, operator, shape, type
            </SortHeader>
            <SortHeader column="sparsity" sort={sort} onSort={setSort} className="number">
              Sparsity
            </SortHeader>
            <SortHeader column="pattern" sort={sort} onSort={setSort}>
              Pattern
            </SortHeader>
            <SortHeader column="time" sort={sort} onSort={setSort} className="number">
              Engine time
            </SortHeader>
          </tr>
        </thead>
        <tbody ref={findPanel}>
          {rows.length <= mostRows || printing
            ? rows
                .slice(0, printing ? rows.length : shown)
                .map((weight) => <TensorRow key={tensorKey(weight)} weight={weight} />)
            : begun && panel && <RowsInSight rows={rows} panel={panel} />}
        </tbody>
      </table>
      {rows.length === 0 && <p className="no-rows quiet">No tensor has “{query}”.</p>}
    </>
  );
}

/** The rows that the search finds, in the order asked for. Only then do they follow each figure that comes in. */
function useRows(weights: readonly WeightMatrix[], query: string, sort: Sort): readonly WeightMatrix[] {
  const followed = query !== '' || sort.column !== 'model';
  const results = useApp((state) => (followed ? state.results : undefined));
  const pattern = useApp((state) => state.pattern);
  return useMemo(
    () => (results ? tableRows(weights, results, pattern, query, sort) : weights),
    [weights, results, pattern, query, sort],
  );
}

/** Of very many rows those in sight, between two rows as high as all that are not there. */
function RowsInSight({ rows, panel }: { rows: readonly WeightMatrix[]; panel: HTMLElement }) {
  const selected = useApp((state) => state.selected);
  const at = rows.findIndex((weight) => tensorKey(weight) === selected);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => panel,
    estimateSize: () => usualHeight,
    getItemKey: (index) => tensorKey(rows[index]),
    overscan: 8,
    // The selected row is always there: it holds the focus.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...(at >= 0 ? [at] : [])])].sort((a, b) => a - b),
  });

  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(at);
  }, [virtualizer, at]);

  const items = virtualizer.getVirtualItems();
  return items.map((item, i) => {
    const gap = item.start - (items[i - 1]?.end ?? 0);
    const below = i === items.length - 1 ? virtualizer.getTotalSize() - item.end : 0;
    return (
      <Fragment key={item.key}>
        {gap > 0 && <Spacer height={gap} />}
        <TensorRow weight={rows[item.index]} index={item.index} measure={virtualizer.measureElement} />
        {below > 0 && <Spacer height={below} />}
      </Fragment>
    );
  });
}

function Spacer({ height }: { height: number }) {
  return (
    <tr className="spacer">
      <td colSpan={4} style={{ height }} />
    </tr>
  );
}

/** Walks through the rows and chooses them; where one of them has the focus, it goes along. */
function useRowSteps(rows: readonly WeightMatrix[]): Omit<NonNullable<Hands['table']>, 'sort'> {
  const { store, actions } = useAppValue();
  const focused = () => document.activeElement?.closest<HTMLElement>('tr[data-tensor]');

  function choose(tensor: string): void {
    const table = focused()?.closest('tbody');
    void actions.select(tensor);
    // The row may come into the page only now that it is chosen.
    if (table) focusRow(table, tensor);
  }

  function go(step: RowStep): void {
    const from = focused()?.dataset.tensor ?? store.getState().selected;
    const at = rows.findIndex((weight) => tensorKey(weight) === from);
    const last = rows.length - 1;
    const to = { next: Math.min(at + 1, last), previous: Math.max(at - 1, 0), first: 0, last, here: at }[step];
    // At either end there is nothing to go on to.
    if (rows[to] && (to !== at || step === 'here')) choose(tensorKey(rows[to]));
  }

  return { choose, go };
}

function focusRow(table: HTMLElement, key: string, tries = 10): void {
  const row = table.querySelector<HTMLElement>(`tr[data-tensor="${key}"]`);
  if (row) row.focus();
  else if (tries > 0) requestAnimationFrame(() => focusRow(table, key, tries - 1));
}

// How long the rows wait for a map that takes its time, ms.
const longestWait = 150;

const rowsAtOnce = 24;

/** Hundreds of rows come some at a time, a frame each: laid out together they would hold the page for longer than a person notices. */
function useGrowingCount(total: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (count >= total) return;
    const frame = requestAnimationFrame(() => setCount(count + rowsAtOnce));
    return () => cancelAnimationFrame(frame);
  }, [count, total]);
  return count;
}
