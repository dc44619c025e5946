import { isBlockPattern, twoOfFour } from '../sparsity/pattern';
import type { AppState, AppStore } from './store';

/** Opens and closes the mode "Prune". What is done in it is in planning.ts, which is loaded with its panel. */
export function planOpeningOn({ setState }: AppStore) {
  return {
    openPlan: () =>
      setState((state) =>
        state.model && state.model.origin.kind !== 'review'
          ? { planning: { ...(state.planning ?? emptyPlan(state)), isOpen: true }, modelPage: false, atlas: false }
          : {},
      ),
    closePlan: () => setState(({ planning }) => ({ planning: planning && { ...planning, isOpen: false } })),
  };
}

function emptyPlan({ pattern }: AppState): NonNullable<AppState['planning']> {
  // Weights are not pruned to all-zero blocks.
  const zerosPattern = isBlockPattern(pattern) ? twoOfFour : pattern;
  return {
    isOpen: true,
    changes: new Map(),
    rule: { prune: { kind: 'pattern', ...zerosPattern } },
    restrictions: undefined,
    isAgreed: false,
    prediction: { phase: 'none' },
  };
}
