import type { AppState } from './store';

/** What the page keeps with an entry of the history that it writes. Links that the reader enters in the address bar have none. */
export type HistoryEntry = {
  readonly page: 'prunescope';
  /** Path of the served file on screen. Links cannot tell served files of the same name and size apart. */
  readonly file?: string;
};

export function historyEntry({ model }: Pick<AppState, 'model'>): HistoryEntry {
  return { page: 'prunescope', ...(model?.origin.kind === 'served' && { file: model.origin.file.path }) };
}

/** @param state the state of an entry, of whatever page wrote it */
export function historyEntryOf(state: unknown): HistoryEntry | undefined {
  const isOwn = typeof state === 'object' && state !== null && 'page' in state && state.page === 'prunescope';
  return isOwn ? (state as HistoryEntry) : undefined;
}
