import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import { patternName } from '../../sparsity/pattern';
import type { TensorStatus } from '../../sparsity/status';
import { formatCount } from '../../sparsity/verdict';
import type { Sort } from '../../state/tableRows';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useRegister } from '../commands/commandTargets';
import { OfferPruning } from '../prune/OfferPruning';
import { useApp } from '../shell/appContext';
import { useAfterPaint } from '../shell/firstMap';
import { usePrinting } from '../shell/printing';
import { panelTexts } from '../texts/shell';
import { tableTexts } from '../texts/tensors';
import { listNames } from './listNames';
import { useRowSteps } from './rowSteps';
import { TableHead } from './TableHead';
import { SortMenu, StatusChips, TableSearch } from './TableTools';
import { TensorRow } from './TensorRow';
import { useStatusCounts, useTensorRows } from './useTensorRows';

const noTensors: readonly WeightTensor[] = [];
// Up to this number, all rows are in the page, so that the browser can find text in them. Larger tables are virtualized.
const maxRows = 300;
// CSS pixels. The style sheet gives rows this height.
const rowHeight = 30;
const modelOrder: Sort = { column: 'model', descending: false };

/** All weight tensors of the model, a line each, with search, filter and sorting. Selecting a row shows its map. */
export function TensorTable() {
  const tensors = useApp((state) => state.model?.contents.tensors) ?? noTensors;
  const pattern = useApp((state) => state.pattern);
  const [query, setQuery] = useState('');
  const [status, setStatus] = useState<TensorStatus>();
  const isComparing = useApp((state) => state.comparison !== undefined);
  const [chosenSort, setSort] = useState<Sort>(modelOrder);
  const sort = chosenSort.column === 'change' && !isComparing ? modelOrder : chosenSort;
  const rows = useTensorRows(tensors, query, status, sort);
  const counts = useStatusCounts(tensors);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const steps = useRowSteps(rows);
  useScrollToTop(scroller, `${query} ${status} ${sort.column} ${sort.descending}`);
  useRegister({ table: { ...steps, sort: setSort, filter: setStatus } });
  return (
    <>
      <div className="table-heading">
        <h3>
          {panelTexts.tensors} <span className="quiet">{formatCount(tensors.length)}</span>
        </h3>
        <OfferPruning />
        <SortMenu sort={sort} onSort={setSort} isComparing={isComparing} />
      </div>
      <TableSearch query={query} onQuery={setQuery} found={rows.length} total={tensors.length} />
      <StatusChips counts={counts} pattern={patternName(pattern)} chosen={status} onChoose={setStatus} />
      <div className="tensor-scroll" ref={setScroller}>
        <table className="tensors" aria-label={tableTexts.table} aria-rowcount={rows.length + 1}>
          <TableHead sort={sort} onSort={setSort} isComparing={isComparing} />
          <tbody>
            <Rows rows={rows} scroller={scroller} />
          </tbody>
        </table>
        {rows.length === 0 && <p className="no-rows quiet">{tableTexts.noMatch(query)}</p>}
      </div>
    </>
  );
}

/** Scrolls to the first row when another search, filter or order is chosen. */
function useScrollToTop(scroller: HTMLElement | null, choice: string): void {
  const shown = useRef(choice);
  useEffect(() => {
    if (shown.current === choice) return;
    shown.current = choice;
    if (scroller) scroller.scrollTop = 0;
  }, [scroller, choice]);
}

function Rows({ rows, scroller }: { rows: readonly WeightTensor[]; scroller: HTMLElement | null }) {
  const facts = useRowFacts();
  const entry = useEntryRow(rows);
  // All rows are printed.
  const printing = usePrinting();
  const shown = useGrowingCount(rows.length <= maxRows ? rows.length : 0);
  const after = useAfterPaint();
  if (rows.length > maxRows && !printing) {
    return scroller && after && <RowsInView rows={rows} scroller={scroller} facts={facts} entry={entry} />;
  }
  return rows
    .slice(0, printing ? rows.length : shown)
    .map((tensor, i) => (
      <TensorRow
        key={tensorKey(tensor)}
        tensor={tensor}
        isEntry={i === entry}
        isPrinted={printing}
        {...facts(tensorKey(tensor))}
      />
    ));
}

/** The index of the row that the Tab key goes to: the selected one, or the first if a search or a filter hides that. */
function useEntryRow(rows: readonly WeightTensor[]): number {
  const selected = useApp((state) => state.selected);
  return useMemo(
    () =>
      Math.max(
        0,
        rows.findIndex((tensor) => tensorKey(tensor) === selected),
      ),
    [rows, selected],
  );
}

type RowFacts = (key: string) => { readonly shortName: string; readonly bytes: number | undefined };

/** Short names and stored bytes by the key of the tensor. */
function useRowFacts(): RowFacts {
  const contents = useApp(({ model }) => model?.stored ?? model?.contents);
  return useMemo(() => {
    const tensors = contents?.tensors ?? noTensors;
    const names = listNames(tensors.map(({ name }) => name));
    const shortNames = new Map(tensors.map((tensor, i) => [tensorKey(tensor), names[i]]));
    const bytes = new Map(
      contents?.constants.map(({ subgraph, tensor, listedAs = tensor, bytes }) => [
        tensorKey({ subgraph, tensor: listedAs }),
        bytes,
      ]),
    );
    return (key) => ({ shortName: shortNames.get(key) ?? '', bytes: bytes.get(key) });
  }, [contents]);
}

/** The rows in view, between spacers with the height of the other rows. */
function RowsInView(props: { rows: readonly WeightTensor[]; scroller: HTMLElement; facts: RowFacts; entry: number }) {
  const { rows, scroller, facts, entry } = props;
  const selected = useApp((state) => state.selected);
  const at = rows.findIndex((tensor) => tensorKey(tensor) === selected);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    getItemKey: (index) => tensorKey(rows[index]),
    overscan: 8,
    // The row that can have the focus is always rendered.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...(rows.length > 0 ? [entry] : [])])].sort((a, b) => a - b),
  });

  // Another order moves the selected row, but then the list shows its first rows.
  const broughtIntoView = useRef<string>(undefined);
  useEffect(() => {
    if (at < 0 || broughtIntoView.current === selected) return;
    broughtIntoView.current = selected;
    virtualizer.scrollToIndex(at);
  }, [virtualizer, at, selected]);

  const items = virtualizer.getVirtualItems();
  return items.map((item, i) => {
    const gap = item.start - (items[i - 1]?.end ?? 0);
    const below = i === items.length - 1 ? virtualizer.getTotalSize() - item.end : 0;
    const tensor = rows[item.index];
    return (
      <Fragment key={item.key}>
        {gap > 0 && <Spacer height={gap} />}
        <TensorRow
          tensor={tensor}
          index={item.index}
          isEntry={item.index === entry}
          isPrinted={false}
          {...facts(tensorKey(tensor))}
        />
        {below > 0 && <Spacer height={below} />}
      </Fragment>
    );
  });
}

function Spacer({ height }: { height: number }) {
  return (
    <tr className="spacer">
      {/* One cell: a cell across the columns that are hidden would give each of them a share of the width. */}
      <td style={{ height }} />
    </tr>
  );
}

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
