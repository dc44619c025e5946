import type { ZeroChanges } from '../../sparsity/comparison';
import { unpairedText } from '../../sparsity/pairing';
import { formatCount } from '../../sparsity/verdict';
import { nameOf } from '../../state/origin';
import { selectedTensor } from '../../state/store';
import { useApp } from '../shell/appContext';
import { comparisonTexts } from '../texts/comparison';

/** Zeros kept, added and lost in the tensor on screen, for screen readers: the panel below shows them. Why there are none is shown here. */
export function ComparisonLine() {
  const tensor = useApp(selectedTensor);
  const comparison = useApp((state) => state.comparison);
  const next = useApp((state) => state.compareNext);
  const result = useApp((state) => state.comparison?.results.get(state.selected ?? ''));
  if (!tensor || !(comparison || next)) return null;
  const name = comparison ? comparison.model.contents.name : nameOf(next!);
  const absence = comparison?.pairing.onlyBefore.includes(tensor)
    ? comparisonTexts.notCompared(unpairedText(tensor, comparison.model.contents.tensors, comparisonTexts.inB))
    : result?.phase === 'failed'
      ? comparisonTexts.failed(result.message)
      : undefined;
  const changes = result?.phase === 'done' ? result.changes : undefined;
  return (
    <p
      className={absence === undefined ? 'visually-hidden' : 'comparison-line'}
      role="status"
      aria-label={comparisonTexts.line}
    >
      <span className={result?.phase === 'failed' ? 'failed' : undefined}>{absence ?? zerosText(changes)}</span>
      <span className="quiet"> · {comparisonTexts.model(name)}</span>
    </p>
  );
}

/** With `…` for counts that are not known yet. */
function zerosText(changes: ZeroChanges | undefined): string {
  const [kept, added, lost] = (['kept', 'added', 'lost'] as const).map((kind) =>
    changes ? formatCount(changes[kind]) : '…',
  );
  return comparisonTexts.zeros(kept, added, lost);
}
