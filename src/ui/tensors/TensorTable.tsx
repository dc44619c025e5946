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

const none: readonly WeightTensor[] = [];
// From here on only the rows in sight are in the page; up to here all are, for whoever searches in the page.
const maxRows = 300;
// As high as a row usually is, CSS pixels; rows in sight are measured.
const usualHeight = 84;

/** All weight tensors of the model, searched and sorted; choosing a row shows its map. */
export function TensorTable() {
  const tensors = useApp((state) => state.model?.contents.tensors) ?? none;
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<Sort>({ column: 'model', descending: false });
  const rows = useRows(tensors, query, sort);
  // Rows follow the first map, or come before one that takes long.
  const begun = useAfterFirstMap(longestWait);
  // On paper nobody can scroll.
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
            : begun && panel && <RowsInSight rows={rows} panel={panel} />}
        </tbody>
      </table>
      {rows.length === 0 && <p className="no-rows quiet">{tableTexts.noMatch(query)}</p>}
    </>
  );
}

/** The rows that the search finds, in the order asked for. Only then do they follow each figure that comes in. */
function useRows(tensors: readonly WeightTensor[], query: string, sort: Sort): readonly WeightTensor[] {
  const followed = query !== '' || sort.column !== 'model';
  const results = useApp((state) => (followed ? state.results : undefined));
  const pattern = useApp((state) => state.pattern);
  return useMemo(
    () => (results ? tableRows(tensors, results, pattern, query, sort) : tensors),
    [tensors, results, pattern, query, sort],
  );
}

/** Of very many rows those in sight, between two rows as high as all that are not there. */
function RowsInSight({ rows, panel }: { rows: readonly WeightTensor[]; panel: HTMLElement }) {
  const selected = useApp((state) => state.selected);
  const at = rows.findIndex((tensor) => tensorKey(tensor) === selected);
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

/** Walks through the rows and chooses them; where one of them has the focus, it goes along. */
function useRowSteps(rows: readonly WeightTensor[]): Omit<NonNullable<CommandTargets['table']>, 'sort'> {
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
    const at = rows.findIndex((tensor) => tensorKey(tensor) === from);
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
