import { type ReactNode, useMemo } from 'react';
import { type Energy, keptShare } from '../../pruning/prunedTensor';
import type { PruningGoal } from '../../pruning/pruningGoal';
import type { Prediction } from '../../session/prediction';
import { judgedTensor, percent, verdictText } from '../../sparsity/verdict';
import { selectedTensor } from '../../state/store';
import { elementCount, type WeightTensor } from '../../tflite/weights/weightTensor';
import { isSameMatrix } from '../../views/tensorMap';
import { useApp } from '../shell/appContext';
import { pruningTexts } from '../texts/pruning';
import { ChannelOrderSearch } from './ChannelOrderSearch';
import { lossyRows } from './lossyRows';
import { useGoToWeight } from './useGoToWeight';

const maxLinks = 5;

/** What the tensor on screen would be after pruning. Nothing without a goal. */
export function PredictionFigures() {
  const pruning = useApp((state) => state.pruning);
  const tensor = useApp(selectedTensor);
  const tensorMap = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap : undefined));
  if (!pruning || !tensor || !tensorMap) return null;
  const { prediction, goal } = pruning;
  if (prediction.phase === 'failed') return <p role="alert">{pruningTexts.failed(prediction.message)}</p>;
  // Another tensor can be on screen before its prediction is there.
  const isReady = prediction.phase === 'ready' && isSameMatrix(tensorMap, prediction.tensorMap);
  if (!isReady) {
    return <p className="quiet">{pruningTexts.reading(prediction.phase === 'loading' ? prediction.share : 0)}</p>;
  }
  return <Figures tensor={tensor} goal={goal} prediction={prediction.prediction} />;
}

function Figures(props: { tensor: WeightTensor; goal: PruningGoal; prediction: Prediction }) {
  const { tensor, goal, prediction } = props;
  const { counts, energy, rows, worstBlocks } = prediction;
  const pattern = useApp((state) => state.pattern);
  const stored = useApp((state) => state.results.get(state.selected ?? ''));
  const worstRows = useMemo(() => lossyRows(rows, maxLinks), [rows]);
  const weights = Math.max(1, elementCount(tensor));
  const share = (nonzeros: number) => percent(1 - nonzeros / weights);
  const after = share(counts.nonzeros);
  return (
    <>
      <dl className="facts-list" aria-label={pruningTexts.result}>
        <dt title={pruningTexts.energyTitle}>{pruningTexts.energy}</dt>
        <dd>{percent(keptShare(energy))}</dd>
        <dt>{pruningTexts.zeros}</dt>
        <dd>{stored?.phase === 'done' ? pruningTexts.change(share(stored.counts.nonzeros), after) : after}</dd>
        <dt>{pruningTexts.verdict}</dt>
        <dd>{verdictText(judgedTensor(tensor, counts, pattern), pattern)}</dd>
      </dl>
      <LossyPlaces title={pruningTexts.worstBlocks}>
        {worstBlocks.slice(0, maxLinks).map(({ row, columnStart, columnEnd, ...block }) => (
          <PlaceButton key={`${row} ${columnStart}`} row={row} column={columnStart} energy={block}>
            {pruningTexts.block(row, columnStart, columnEnd - 1)}
          </PlaceButton>
        ))}
      </LossyPlaces>
      <LossyPlaces title={pruningTexts.worstRows}>
        {worstRows.map(({ row, ...ofRow }) => (
          <PlaceButton key={row} row={row} column={0} energy={ofRow}>
            {pruningTexts.row(row)}
          </PlaceButton>
        ))}
      </LossyPlaces>
      {'pattern' in goal && <ChannelOrderSearch tensor={tensor} pattern={goal.pattern} />}
    </>
  );
}

/** Places on the map. Nothing without places. */
function LossyPlaces({ title, children }: { title: string; children: readonly ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul className="lossy-places" aria-label={title}>
        {children}
      </ul>
    </>
  );
}

function PlaceButton(props: { row: number; column: number; energy: Energy; children: ReactNode }) {
  const { row, column, energy, children } = props;
  const goToWeight = useGoToWeight();
  return (
    <li>
      <button type="button" className="link" onClick={() => goToWeight({ row, column })}>
        {children}
      </button>{' '}
      <span className="quiet">{pruningTexts.keeps(percent(keptShare(energy), 1))}</span>
    </li>
  );
}
