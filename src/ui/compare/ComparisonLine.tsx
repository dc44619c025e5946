import type { ZeroChanges } from '../../sparsity/comparison';
import { unpairedText } from '../../sparsity/pairing';
import { formatCount } from '../../sparsity/verdict';
import { nameOf } from '../../state/origin';
import { selectedTensor } from '../../state/store';
import { useApp } from '../shell/appContext';

/** What became of the zeros of the tensor on screen; from the time on that another model is on its way, so that the map below does not jump. */
export function ComparisonLine() {
  const tensor = useApp(selectedTensor);
  const comparison = useApp((state) => state.comparison);
  const next = useApp((state) => state.compareNext);
  const result = useApp((state) => state.comparison?.results.get(state.selected ?? ''));
  if (!tensor || !(comparison || next)) return null;
  const name = comparison ? comparison.model.contents.name : nameOf(next!);
  const text = comparison?.pairing.onlyBefore.includes(tensor)
    ? `not compared: ${unpairedText(tensor, comparison.model.contents.tensors, 'there')}`
    : result?.phase === 'failed'
      ? `cannot be compared: ${result.message}`
      : zerosInWords(result?.changes);
  return (
    <p className="comparison-line" role="status" aria-label="Comparison of this tensor" title={`${text}, in ${name}`}>
      <span className={result?.phase === 'failed' ? 'failed' : undefined}>{text}</span>
      <span className="quiet"> · in {name}</span>
    </p>
  );
}

/** `…` of what is not known yet. */
function zerosInWords(changes: ZeroChanges | undefined): string {
  const [kept, added, lost] = (['kept', 'added', 'lost'] as const).map((kind) =>
    changes ? formatCount(changes[kind]) : '…',
  );
  return `zeros kept ${kept} · added ${added} · lost ${lost}`;
}
