import { isBlockPattern } from '../../sparsity/pattern';
import type { Sort } from '../../state/tableRows';
import { ComparedHead } from '../compare/ComparedCells';
import { usePruneParts } from '../prune/pruneParts';
import { useApp } from '../shell/appContext';
import { tableTexts } from '../texts/tensors';
import { SortHeader } from './TableTools';

/** The heads of the columns: those of a comparison, of a plan, or of results. */
export function TableHead(props: { sort: Sort; onSort(sort: Sort): void; isComparing: boolean }) {
  const { sort, onSort, isComparing } = props;
  return (
    <thead>
      <tr>
        <SortHeader column="name" sort={sort} onSort={onSort}>
          {tableTexts.name}
        </SortHeader>
        {isComparing ? <ComparedHead /> : <ResultHeads sort={sort} onSort={onSort} />}
      </tr>
    </thead>
  );
}

function ResultHeads({ sort, onSort }: { sort: Sort; onSort(sort: Sort): void }) {
  const prune = usePruneParts();
  return (
    <>
      <SortHeader column="sparsity" sort={sort} onSort={onSort} className="number">
        {tableTexts.sparsity}
      </SortHeader>
      {prune ? <prune.PlanHead /> : <WideHeads sort={sort} onSort={onSort} />}
      <th scope="col" className="status">
        <span className="visually-hidden">{tableTexts.status}</span>
      </th>
    </>
  );
}

function WideHeads({ sort, onSort }: { sort: Sort; onSort(sort: Sort): void }) {
  const countsZeroBlocks = useApp((state) => isBlockPattern(state.pattern));
  return (
    <>
      <th scope="col" className="wide-only shape">
        {tableTexts.shape}
      </th>
      <th scope="col" className="wide-only type">
        {tableTexts.type}
      </th>
      <th scope="col" className="widest-only bytes number">
        {tableTexts.bytes}
      </th>
      {countsZeroBlocks ? (
        <th scope="col" className="widest-only number">
          {tableTexts.zeroBlocks}
        </th>
      ) : (
        <SortHeader column="violations" sort={sort} onSort={onSort} className="widest-only number">
          {tableTexts.violations}
        </SortHeader>
      )}
    </>
  );
}
