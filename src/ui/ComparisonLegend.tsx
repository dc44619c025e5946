import { colouredComparison } from '../heatmap/comparisonPainting';
import { counted } from '../sparsity/verdict';
import { elementCount } from '../sparsity/weightMatrix';
import { useApp } from './appContext';
import { useTheme } from './theme';

/** The three colours of zeros, with how many there are of each. */
export function ComparisonLegend() {
  const theme = useTheme();
  const shown = useApp(({ comparison }) => comparison?.shown);
  if (!shown) {
    return (
      <figure role="status">
        <figcaption>Comparing …</figcaption>
      </figure>
    );
  }
  const { changes, colours } = colouredComparison(shown.compared, theme);
  const rest = elementCount(shown.picture.weight) - changes.kept - changes.added - changes.lost;
  const keys = [
    { kind: 'kept', text: 'zero in both', count: changes.kept },
    { kind: 'added', text: 'zero there only (added)', count: changes.added },
    { kind: 'lost', text: 'zero here only (lost)', count: changes.lost },
    { kind: 'nonzero', text: 'non-zero in both', count: rest },
  ] as const;
  return keys.map(({ kind, text, count }) => (
    <span key={kind} className="key">
      <i style={{ background: colours[kind] }} data-legend={`compare-${kind}`} /> {text}
      <span className="quiet">{counted(count)}</span>
    </span>
  ));
}
