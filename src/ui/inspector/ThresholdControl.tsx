import { useState } from 'react';
import { useActions, useAppAtOnce } from '../shell/appContext';
import { controlTexts } from '../texts/map';

/** Counts small weights as zero, to preview pruning by magnitude. Each valid input applies at once. The report always counts exact zeros. */
export function ThresholdControl() {
  const threshold = useAppAtOnce((state) => state.threshold);
  const { moveThreshold } = useActions();
  const [typed, setTyped] = useState('');
  // The text is kept while it means the threshold, for example `0.10`. A link or Reset replaces it.
  const text = thresholdOf(typed) === threshold ? typed : (threshold?.toString() ?? '');

  function type(next: string): void {
    setTyped(next);
    void moveThreshold(thresholdOf(next));
  }

  return (
    <label className="threshold" title={controlTexts.thresholdTitle}>
      {controlTexts.thresholdBefore}{' '}
      <input
        type="number"
        min={0}
        step="any"
        placeholder="0"
        value={text}
        aria-label={controlTexts.thresholdLabel}
        onChange={({ target }) => type(target.value)}
      />{' '}
      {controlTexts.thresholdAfter}
    </label>
  );
}

/** Undefined: exact zeros only. */
function thresholdOf(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : undefined;
}
