import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, useCallback, useEffect, useMemo, useState } from 'react';
import { type Sort, tableRows } from '../../state/tableRows';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { type CommandTargets, type RowStep, useRegister } from '../commands/commandTargets';
import { useApp, useAppValue } from '../shell/appContext';
import { useAfterFirstMap } from '../shell/firstMap';
import { usePrinting } from '../shell/printing';
import { tableTexts } from '../texts/tensors';
import { SortHeader, TableSearch } from './TableTools';
import { TensorRow } from './TensorRow';

const noTensors: readonly WeightTensor[] = [];
// Up to this number, all rows are in the page, so that the browser can find text in them. Larger tables are virtualized.
const maxRows = 300;
// Estimated height of a row, CSS pixels. Rows in view are measured.
const estimatedHeight = 54;

/** All weight tensors of the model, with search and sorting. Selecting a row shows its map. */
export function TensorTable() {
  const tensors = useApp((state) => state.model?.contents.tensors) ?? noTensors;
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<Sort>({ column: 'model', descending: false });
  const rows = useRows(tensors, query, sort);
  // The first map has precedence, unless it takes long.
  const begun = useAfterFirstMap(longestWait);
  // All rows are printed.
  const printing = usePrinting();
  const shown = useGrowingCount(begun && rows.length <= maxRows ? rows.length : 0);
  const [panel, setPanel] = useState<HTMLElement>();
  const findPanel = useCallback(
    (body: HTMLElement | null) => setPanel(body?.closest<HTMLElement>('.table-panel') ?? undefined),
    [],
  );
  const steps = useRowSteps(rows);
  useRegister({ table: { ...steps, sort: setSort } });
  return (
    <>
      <TableSearch query={query} onQuery={setQuery} found={rows.length} total={tensors.length} />
      <table
        className="tensors"
        aria-label={tableTexts.table}
        aria-rowcount={rows.length + 1}
        data-long={rows.length > maxRows || undefined}
      >
        <thead>
          <tr>
            <SortHeader column="name" sort={sort} onSort={setSort}>
              {tableTexts.name}
            </SortHeader>
            <SortHeader column="sparsity" sort={sort} onSort={setSort} className="number">
              {tableTexts.sparsity}
            </SortHeader>
            <SortHeader column="pattern" sort={sort} onSort={setSort}>
              {tableTexts.pattern}
            </SortHeader>
            <SortHeader column="time" sort={sort} onSort={setSort} className="number">
              {tableTexts.time}
            </SortHeader>
          </tr>
        </thead>
        <tbody ref={findPanel}>
          {rows.length <= maxRows || printing
            ? rows
                .slice(0, printing ? rows.length : shown)
                .map((tensor) => <TensorRow key={tensorKey(tensor)} tensor={tensor} />)
            : begun && panel && <RowsInView rows={rows} panel={panel} />}
        </tbody>
      </table>
      {rows.length === 0 && <p className="no-rows quiet">{tableTexts.noMatch(query)}</p>}
    </>
  );
}

/** The rows that the search finds, sorted. Without search and sorting they do not depend on results. */
function useRows(tensors: readonly WeightTensor[], query: string, sort: Sort): readonly WeightTensor[] {
  const followed = query !== '' || sort.column !== 'model';
  const results = useApp((state) => (followed ? state.results : undefined));
  const pattern = useApp((state) => state.pattern);
  return useMemo(
    () => (results ? tableRows(tensors, results, pattern, query, sort) : tensors),
    [tensors, results, pattern, query, sort],
  );
}

/** The rows in view, between spacers with the height of the other rows. */
function RowsInView({ rows, panel }: { rows: readonly WeightTensor[]; panel: HTMLElement }) {
  const selected = useApp((state) => state.selected);
  const at = rows.findIndex((tensor) => tensorKey(tensor) === selected);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => panel,
    estimateSize: () => estimatedHeight,
    getItemKey: (index) => tensorKey(rows[index]),
    overscan: 8,
    // The selected row is always rendered, because it can have the focus.
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
        <TensorRow tensor={rows[item.index]} index={item.index} measure={virtualizer.measureElement} />
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

/** Selects rows step by step. If a row has the focus, the focus moves along. */
function useRowSteps(rows: readonly WeightTensor[]): Omit<NonNullable<CommandTargets['table']>, 'sort'> {
  const { store, actions } = useAppValue();
  const focused = () => document.activeElement?.closest<HTMLElement>('tr[data-tensor]');

  function choose(tensor: string): void {
    const table = focused()?.closest('tbody');
    void actions.select(tensor);
    // A virtualized row is rendered after it is selected.
    if (table) focusRow(table, tensor);
  }

  function go(step: RowStep): void {
    const from = focused()?.dataset.tensor ?? store.getState().selected;
    const at = rows.findIndex((tensor) => tensorKey(tensor) === from);
    const last = rows.length - 1;
    const to = { next: Math.min(at + 1, last), previous: Math.max(at - 1, 0), first: 0, last, here: at }[step];
    // At both ends, the row stays selected.
    if (rows[to] && (to !== at || step === 'here')) choose(tensorKey(rows[to]));
  }

  return { choose, go };
}

function focusRow(table: HTMLElement, key: string, tries = 10): void {
  const row = table.querySelector<HTMLElement>(`tr[data-tensor="${key}"]`);
  if (row) row.focus();
  else if (tries > 0) requestAnimationFrame(() => focusRow(table, key, tries - 1));
}

// How long the rows wait for the first map, ms.
const longestWait = 150;

const rowsAtOnce = 24;

/** A count that grows by some rows per animation frame, because the layout of hundreds of rows at once blocks the page. */
function useGrowingCount(total: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (count >= total) return;
    const frame = requestAnimationFrame(() => setCount(count + rowsAtOnce));
    return () => cancelAnimationFrame(frame);
  }, [count, total]);
  return count;
}
