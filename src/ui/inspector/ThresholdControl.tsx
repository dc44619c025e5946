import { useActions, useApp } from '../shell/appContext';
import { controlTexts } from '../texts/map';

/** Counts small weights as zero, to preview pruning by magnitude. The report always counts exact zeros. */
export function ThresholdControl() {
  const threshold = useApp((state) => state.threshold);
  const { chooseThreshold } = useActions();
  return (
    <label className="threshold" title={controlTexts.thresholdTitle}>
      {controlTexts.thresholdBefore}{' '}
      <input
        key={threshold}
        type="number"
        min={0}
        step="any"
        placeholder="0"
        defaultValue={threshold}
        aria-label={controlTexts.thresholdLabel}
        onBlur={({ target }) => choose(target.value)}
        onKeyDown={(event) => event.key === 'Enter' && choose(event.currentTarget.value)}
      />{' '}
      {controlTexts.thresholdAfter}
    </label>
  );

  function choose(text: string): void {
    const value = Number(text);
    const next = text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : undefined;
    if (next !== threshold) void chooseThreshold(next);
  }
}
