import { comparisonColors } from '../../heatmap/comparisonPainting';
import { formatCount } from '../../sparsity/verdict';
import { type AppState, selectedTensor } from '../../state/store';
import { elementCount, tensorKey } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { useTheme } from '../shell/theme';

/** Why there is nothing to see of the tensor on screen, if so. */
function absenceOf({ comparison, selected }: AppState): string | undefined {
  if (!comparison || selected === undefined) return undefined;
  const isPaired = comparison.pairing.pairs.some(({ before }) => tensorKey(before) === selected);
  if (!isPaired) return `This tensor has no partner in ${comparison.model.contents.name}: colors say zero or not.`;
  const result = comparison.results.get(selected);
  return result?.phase === 'failed' ? `It cannot be compared: ${result.message}` : undefined;
}

/** The colors of what became of weights, with how many there are of each; hollow and with room for the numbers until they are known. */
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
  const numberWidth = `${formatCount(elements).length}ch`;
  const rest = changes && elements - changes.kept - changes.added - changes.lost;
  const keys = [
    { kind: 'kept', text: 'zero in both', count: changes?.kept },
    { kind: 'added', text: 'zero there only (added)', count: changes?.added },
    { kind: 'lost', text: 'zero here only (lost)', count: changes?.lost },
    { kind: 'nonzero', text: 'non-zero in both', count: rest },
  ] as const;
  return keys.map(({ kind, text, count }) => (
    <span key={kind} className="key">
      <i style={{ background: changes && colors[kind] }} data-legend={`compare-${kind}`} /> {text}
      <span className="quiet" style={{ minWidth: numberWidth }}>
        {count === undefined ? '…' : formatCount(count)}
      </span>
    </span>
  ));
}
