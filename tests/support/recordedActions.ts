import type { Actions } from '../../src/state/actions';

/** Actions that only record their calls: name and arguments. */
export function recordedActions(answers: Partial<Actions> = {}): {
  readonly actions: Actions;
  readonly asked: unknown[][];
} {
  const asked: unknown[][] = [];
  const actions = new Proxy(answers as Actions, {
    get: (given, name: keyof Actions) => {
      return (...parameters: unknown[]) => {
        asked.push([name, ...parameters]);
        return (given[name] as ((...all: unknown[]) => unknown) | undefined)?.(...parameters);
      };
    },
  });
  return { actions, asked };
}
