import { comparisonColors } from '../../heatmap/comparisonPainting';
import { formatCount } from '../../sparsity/verdict';
import { type AppState, selectedTensor } from '../../state/store';
import { elementCount, tensorKey } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { comparisonLegendTexts, comparisonTexts } from '../texts/comparison';

/** Why the tensor on screen has no comparison, if it has none. */
function absenceOf({ comparison, selected }: AppState): string | undefined {
  if (!comparison || selected === undefined) return undefined;
  const isPaired = comparison.pairing.pairs.some(({ before }) => tensorKey(before) === selected);
  if (!isPaired) return comparisonTexts.noCounterpart(comparison.model.contents.name);
  const result = comparison.results.get(selected);
  return result?.phase === 'failed' ? comparisonTexts.failed(result.message) : undefined;
}

/** The colors of a comparison, with the count of each. Until the counts are known, swatches are empty. */
export function ComparisonLegend() {
  const colors = comparisonColors[useTheme()];
  const tensor = useApp(selectedTensor);
  const changes = useApp(({ comparison }) => comparison?.shown?.compared.changes);
  const absence = useApp(absenceOf);
  if (!tensor) return null;
  if (!changes && absence) {
    return (
      <figure role="status">
        <figcaption>{absence}</figcaption>
      </figure>
    );
  }
  const elements = elementCount(tensor);
  const rest = changes && elements - changes.kept - changes.added - changes.lost;
  const keys = [
    { kind: 'kept', count: changes?.kept },
    { kind: 'added', count: changes?.added },
    { kind: 'lost', count: changes?.lost },
    { kind: 'nonzero', count: rest },
  ] as const;
  return keys.map(({ kind, count }) => (
    <span key={kind} className="key">
      <i style={{ background: changes && colors[kind] }} data-legend={`compare-${kind}`} />{' '}
      {comparisonLegendTexts[kind]}
      <span className="quiet">{count === undefined ? '…' : formatCount(count)}</span>
    </span>
  ));
}
