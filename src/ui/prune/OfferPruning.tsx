import { useMemo } from 'react';
import { shownSummary } from '../../state/shownSummary';
import { useApp } from '../shell/appContext';
import { PruneButton } from './PruneButton';

// Share of zeros of a model that is not pruned, as for the status `dense`.
const maxZeros = 0.01;

/** The button that opens the mode "Prune", for a model that is not pruned. */
export function OfferPruning() {
  const contents = useApp(({ model }) => model?.contents);
  const results = useApp((state) => state.results);
  const pattern = useApp((state) => state.pattern);
  const isPlanning = useApp(({ planning }) => planning?.isOpen === true);
  const shown = useMemo(() => contents && shownSummary(contents, results, pattern), [contents, results, pattern]);
  if (!shown || isPlanning || shown.unread > 0) return null;
  return shown.summary.zeros < maxZeros * shown.summary.weights ? <PruneButton /> : null;
}
