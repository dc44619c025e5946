import { isCompared } from '../../state/comparing';
import { isOfThisComputer } from '../../state/origin';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { formatBytes } from '../shell/formatting';

/** Of a large model at an address only the pair on screen is read, until somebody asks for the rest; reading the rest can be stopped. */
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
        <progress aria-label="Comparing all weights" max={total} value={done} />
        <button type="button" onClick={stopComparingAll}>
          Stop
        </button>
      </>
    );
  }
  const bytes = [main, { ...model, origin }]
    .filter((from) => !isOfThisComputer(from.origin))
    .reduce((sum, { contents }) => sum + contents.byteLength, 0);
  return (
    <button type="button" onClick={() => void compareAll()}>
      Compare all weights{bytes > 0 && ` (${formatBytes(bytes)})`}
    </button>
  );
}
