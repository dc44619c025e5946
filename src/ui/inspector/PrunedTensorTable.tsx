import { useMemo } from 'react';
import { keptShare } from '../../pruning/prunedTensor';
import { percent } from '../../sparsity/verdict';
import type { PrunedTensors } from '../../state/pruningState';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { BreakableName } from '../tensors/TensorRow';
import { unnamedTensor } from '../texts/page';
import { prunedTensorsTexts } from '../texts/pruning';
import { PanelTable } from './PanelTable';

const maxRows = 500;

/** The energy that each tensor would keep, the least first. Nothing until all tensors are requested. */
export function PrunedTensorTable() {
  const pruned = useApp((state) => state.pruning?.tensors);
  const tensors = useApp((state) => state.model?.contents.tensors);
  const { stopPruningAll } = useActions();
  const rows = useMemo(() => sortedRows(pruned, tensors), [pruned, tensors]);
  if (!pruned) return null;
  const { total, isRunning, results } = pruned;
  if (total === 0) return <p className="quiet">{prunedTensorsTexts.none}</p>;
  return (
    <>
      {isRunning ? (
        <div className="channel-search">
          <progress aria-label={prunedTensorsTexts.progress} max={total} value={results.size} />
          <button type="button" onClick={stopPruningAll}>
            {prunedTensorsTexts.cancel}
          </button>
        </div>
      ) : (
        results.size < total && <p className="quiet">{prunedTensorsTexts.canceled(results.size, total)}</p>
      )}
      <PanelTable
        label={prunedTensorsTexts.table}
        heads={[prunedTensorsTexts.tensor, prunedTensorsTexts.kept]}
        after={rows.length > maxRows && <p className="quiet">{prunedTensorsTexts.more(rows.length - maxRows)}</p>}
      >
        {rows.slice(0, maxRows).map((row) => (
          <Row key={tensorKey(row.tensor)} {...row} />
        ))}
      </PanelTable>
    </>
  );
}

type PrunedRow = { readonly tensor: WeightTensor; readonly kept: number | undefined; readonly message: string };

/** By the share of energy that is kept, the least first; tensors that cannot be read last. */
function sortedRows(pruned: PrunedTensors | undefined, tensors: readonly WeightTensor[] = []): PrunedRow[] {
  const rows = tensors.flatMap((tensor): PrunedRow[] => {
    const result = pruned?.results.get(tensorKey(tensor));
    if (result === undefined) return [];
    return [
      typeof result === 'string'
        ? { tensor, kept: undefined, message: result }
        : { tensor, kept: keptShare(result), message: '' },
    ];
  });
  return rows.sort((a, b) => (a.kept ?? 2) - (b.kept ?? 2));
}

function Row({ tensor, kept, message }: PrunedRow) {
  const { select } = useActions();
  const isSelected = useApp((state) => state.selected === tensorKey(tensor));
  return (
    <tr aria-current={isSelected || undefined}>
      <td>
        <button type="button" className="link" onClick={() => void select(tensorKey(tensor))}>
          {tensor.name ? <BreakableName name={tensor.name} /> : unnamedTensor}
        </button>
      </td>
      <td>{kept === undefined ? prunedTensorsTexts.unreadable(message) : percent(kept)}</td>
    </tr>
  );
}
