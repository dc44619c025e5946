import type { Pruning } from '../rewrite/plan';
import type { Actions } from './actions';
import type { AppState } from './store';

export type WhatIf = Pick<Actions, 'pruneTo' | 'resetPruning' | 'moveThreshold'>;

/** The map shows what the plan does to the tensor on screen. */
export function planWhatIfOn(whatIf: WhatIf) {
  /** The what-if on the map; empty if there is none. */
  let shown = '';

  return {
    show(state: AppState): void {
      const { planning, selected, model } = state;
      const planned = planning?.isOpen ? planning.changes.get(selected ?? '')?.prune : undefined;
      const prune = planned?.kind === 'keep' ? undefined : planned;
      const next = prune ? `${model?.id} ${selected} ${JSON.stringify(prune)}` : '';
      if (next === shown) return;
      shown = next;
      if (prune) startWhatIf(whatIf, prune);
      else stopWhatIf(whatIf, state);
    },
    /** Another model is open, which has no what-if. */
    forget(): void {
      shown = '';
    },
  };
}

function startWhatIf({ pruneTo, moveThreshold }: WhatIf, prune: Exclude<Pruning, { kind: 'keep' }>): void {
  if (prune.kind === 'threshold') void moveThreshold(prune.threshold);
  else pruneTo(prune.kind === 'pattern' ? { pattern: { zeros: prune.zeros, of: prune.of } } : prune);
}

function stopWhatIf({ resetPruning, moveThreshold }: WhatIf, { threshold }: AppState): void {
  resetPruning();
  if (threshold !== undefined) void moveThreshold(undefined);
}
