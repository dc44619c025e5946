import { formatBytes } from '../../sparsity/byteSize';
import { isCompared } from '../../state/comparison';
import { isOfThisComputer } from '../../state/origin';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { comparisonTexts } from '../texts/comparison';

/** Compares the remaining tensors of large models at URLs. At first, only the pair on screen is compared. */
export function CompareAll() {
  const main = useApp((state) => state.model);
  const comparison = useApp((state) => state.comparison);
  const pattern = useApp((state) => state.pattern);
  const { compareAll, stopComparingAll } = useActions();
  if (!main || !comparison) return null;
  const { pairing, results, unread, model, origin } = comparison;
  const total = pairing.pairs.length;
  const done = pairing.pairs.filter(({ before }) => isCompared(results.get(tensorKey(before)), pattern)).length;
  if (done === total) return null;
  if (!unread) {
    return (
      <>
        <progress aria-label={comparisonTexts.comparingAll} max={total} value={done} />
        <button type="button" onClick={stopComparingAll}>
          {comparisonTexts.stopAll}
        </button>
      </>
    );
  }
  const bytes = [main, { ...model, origin }]
    .filter((from) => !isOfThisComputer(from.origin))
    .reduce((sum, { contents }) => sum + contents.byteLength, 0);
  return (
    <button type="button" onClick={() => void compareAll()}>
      {comparisonTexts.compareAll}
      {bytes > 0 && ` (${formatBytes(bytes)})`}
    </button>
  );
}
