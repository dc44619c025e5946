import { keptShare } from '../../pruning/prunedTensor';
import { percent } from '../../sparsity/verdict';
import type { PruningState } from '../../state/pruningState';
import { selectedTensor } from '../../state/store';
import { elementCount, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { pruningGoalName, whatIfTexts } from '../texts/map';

/** Says that the map shows assumed zeros, unlike the list, and resets that. */
export function WhatIfBar() {
  const threshold = useApp((state) => state.threshold);
  const tensor = useApp(selectedTensor);
  // The bar describes the map. While the threshold is dragged, the map follows it.
  const drawn = useApp(({ map }) => (map.phase === 'ready' ? map.whatIf : undefined));
  const pruning = useApp((state) => state.pruning);
  const { moveThreshold, resetPruning } = useActions();
  if (!tensor || (threshold === undefined && !pruning)) return null;
  const text = pruning
    ? [whatIfTexts.pruned(pruningGoalName(pruning.goal)), predictionText(pruning, tensor)]
    : [whatIfTexts.threshold(drawn?.threshold ?? threshold!), drawn && zerosText(drawn.counts, tensor)];
  return (
    <p className="what-if-bar" role="status" aria-label={whatIfTexts.label}>
      {text.filter(Boolean).join(' ')}{' '}
      <button type="button" onClick={() => (pruning ? resetPruning() : void moveThreshold(undefined))}>
        {whatIfTexts.reset}
      </button>
    </p>
  );
}

function predictionText({ prediction }: PruningState, tensor: WeightTensor): string {
  if (prediction.phase === 'failed') return prediction.message;
  if (prediction.phase === 'loading') return whatIfTexts.reading;
  const { counts, energy } = prediction.prediction;
  return `${zerosText(counts, tensor)} ${whatIfTexts.energy(percent(keptShare(energy)))}`;
}

function zerosText({ nonzeros }: { readonly nonzeros: number }, tensor: WeightTensor): string {
  return whatIfTexts.zeros(percent(1 - nonzeros / Math.max(1, elementCount(tensor))));
}
