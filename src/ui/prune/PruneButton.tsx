import { pruneNames } from '../texts/commands';
import { useCanPrune } from './pruneParts';
import { useOpenPlan } from './useOpenPlan';

/** Opens the mode "Prune". Absent where the model cannot be changed. */
export function PruneButton() {
  const openPlan = useOpenPlan();
  if (!useCanPrune()) return null;
  return (
    <button type="button" className="prune-open" title={pruneNames.openTitle} onClick={openPlan}>
      {pruneNames.open}
    </button>
  );
}
