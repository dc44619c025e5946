import { useContext } from 'react';
import type { Planning } from '../../state/planning';
import type { PlanningState } from '../../state/planningState';
import { useApp } from '../shell/appContext';
import { PrunePartsContext } from './pruneParts';

/** What changes the plan. Only for components of the loaded parts. */
export function usePlanning(): Planning {
  const planning = useContext(PrunePartsContext)?.loaded?.planning;
  if (!planning) throw new Error('the mode "Prune" is not loaded');
  return planning;
}

/** A part of the plan. Undefined while the mode is being closed. */
export function usePlan<T>(selector: (planning: PlanningState) => T): T | undefined {
  return useApp(({ planning }) => planning && selector(planning));
}
