import { useContext } from 'react';
import { CommandTargetsContext } from '../commands/commandTargets';
import { useActions } from '../shell/appContext';

/** Opens the mode "Prune", and the panel that shows it. */
export function useOpenPlan(): () => void {
  const targets = useContext(CommandTargetsContext);
  const { openPlan } = useActions();
  return () => {
    openPlan();
    targets.showDetails?.();
  };
}
