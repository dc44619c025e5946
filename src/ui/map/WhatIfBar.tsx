import { percent } from '../../sparsity/verdict';
import { selectedTensor } from '../../state/store';
import { elementCount } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { whatIfTexts } from '../texts/map';

/** Says that the map counts small weights as zero, unlike the list, and resets that. */
export function WhatIfBar() {
  const threshold = useApp((state) => state.threshold);
  const tensor = useApp(selectedTensor);
  const counts = useApp(({ map }) => (map.phase === 'ready' ? map.whatIf : undefined));
  const { chooseThreshold } = useActions();
  if (threshold === undefined || !tensor) return null;
  const share = counts && percent(1 - counts.nonzeros / Math.max(1, elementCount(tensor)));
  return (
    <p className="what-if-bar" role="status" aria-label={whatIfTexts.label}>
      {whatIfTexts.threshold(threshold)}
      {share && ` ${whatIfTexts.zeros(share)}`}{' '}
      <button type="button" onClick={() => void chooseThreshold(undefined)}>
        {whatIfTexts.reset}
      </button>
    </p>
  );
}
