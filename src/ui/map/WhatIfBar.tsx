import { percent } from '../../sparsity/verdict';
import { selectedTensor } from '../../state/store';
import { elementCount } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { whatIfTexts } from '../texts/map';

/** Says that the map counts small weights as zero, unlike the list, and resets that. */
export function WhatIfBar() {
  const threshold = useApp((state) => state.threshold);
  const tensor = useApp(selectedTensor);
  // The bar describes the map. While the threshold is dragged, the map follows it.
  const drawn = useApp(({ map }) => (map.phase === 'ready' ? map.whatIf : undefined));
  const { moveThreshold } = useActions();
  if (threshold === undefined || !tensor) return null;
  const share = drawn && percent(1 - drawn.counts.nonzeros / Math.max(1, elementCount(tensor)));
  return (
    <p className="what-if-bar" role="status" aria-label={whatIfTexts.label}>
      {whatIfTexts.threshold(drawn?.threshold ?? threshold)}
      {share && ` ${whatIfTexts.zeros(share)}`}{' '}
      <button type="button" onClick={() => void moveThreshold(undefined)}>
        {whatIfTexts.reset}
      </button>
    </p>
  );
}
