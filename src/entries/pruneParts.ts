import type { Session } from '../session/session';
import type { Actions } from '../state/actions';
import { planningOn } from '../state/planning';
import type { AppStore } from '../state/store';
import { PlanCell, PlanHead } from '../ui/prune/PlanCells';
import { PrunePanel } from '../ui/prune/PrunePanel';
import type { PruneParts } from '../ui/prune/pruneParts';
import '../ui/style/prune.css';

/** The mode "Prune", for the page. Loaded on request. */
export function pruneParts(store: AppStore, actions: Actions, session: Session): PruneParts {
  const planning = planningOn(store, actions, (file, signal) => session.open({ kind: 'file', file }, signal, () => {}));
  return { planning, PrunePanel, PlanHead, PlanCell };
}
