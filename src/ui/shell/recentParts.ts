import { useApp } from './appContext';
import { lazy, useLazy } from './lazy';

export const recentParts = lazy(() => import('./RecentFiles'));

/** Whether the browser gives handles of files, which can be opened again after a reload. Not in Firefox and Safari. */
export const hasHandles =
  globalThis.DataTransferItem !== undefined && 'getAsFileSystemHandle' in DataTransferItem.prototype;

/** Loaded while no model is open, and none opens. @returns undefined until then, and in browsers without handles */
export function useRecentParts() {
  const isIdle = useApp(({ model, opening }) => model === undefined && opening === undefined);
  return useLazy(recentParts, hasHandles && (isIdle || recentParts.loaded !== undefined));
}
