import type { ZeroChanges } from '../../sparsity/comparison';
import { unpairedText } from '../../sparsity/pairing';
import { formatCount } from '../../sparsity/verdict';
import { nameOf } from '../../state/origin';
import { selectedTensor } from '../../state/store';
import { useApp } from '../shell/appContext';
import { comparisonTexts } from '../texts/comparison';

/** Zeros kept, added and lost in the tensor on screen. Present while the second model is being opened, so that the map does not move later. */
export function ComparisonLine() {
  const tensor = useApp(selectedTensor);
  const comparison = useApp((state) => state.comparison);
  const next = useApp((state) => state.compareNext);
  const result = useApp((state) => state.comparison?.results.get(state.selected ?? ''));
  if (!tensor || !(comparison || next)) return null;
  const name = comparison ? comparison.model.contents.name : nameOf(next!);
  const text = comparison?.pairing.onlyBefore.includes(tensor)
    ? comparisonTexts.notCompared(unpairedText(tensor, comparison.model.contents.tensors, comparisonTexts.inB))
    : result?.phase === 'failed'
      ? comparisonTexts.failed(result.message)
      : zerosText(result?.changes);
  return (
    <p
      className="comparison-line"
      role="status"
      aria-label={comparisonTexts.line}
      title={`${text} · ${comparisonTexts.model(name)}`}
    >
      <span className={result?.phase === 'failed' ? 'failed' : undefined}>{text}</span>
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
