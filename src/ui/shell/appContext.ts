import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Actions } from '../../state/actions';
import type { AppState, AppStore } from '../../state/store';
import { mapFirst } from './mapFirst';

export type AppValue = { readonly store: AppStore; readonly actions: Actions };

export const AppContext = createContext<AppValue | undefined>(undefined);

export function useAppValue(): AppValue {
  const value = useContext(AppContext);
  if (!value) throw new Error('there is no AppContext around this component');
  return value;
}

/** The part of the state that a component shows; it renders again when that part changes, after the paint of a map. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(mapFirst(useAppValue().store).afterMap, selector);
}

/** The same for what is painted together with the map. */
export function useAppWithMap<T>(selector: (state: AppState) => T): T {
  return useStore(mapFirst(useAppValue().store).withMap, selector);
}

/** The same for what the map needs, rendered at once. */
export function useAppAtOnce<T>(selector: (state: AppState) => T): T {
  return useStore(useAppValue().store, selector);
}

export function useActions(): Actions {
  return useAppValue().actions;
}
