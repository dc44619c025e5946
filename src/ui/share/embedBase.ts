import { pageBase } from '../../link/linkBase';
import { pageToShare } from '../../state/served';
import type { AppState } from '../../state/store';

// For the visit, as for the panels.
const storageKey = 'prunescope-embed-address';

/** URL of the folder of this page; undefined for a review file, which can be anywhere. */
export function ownBase({ model }: Pick<AppState, 'model'>): string | undefined {
  return model?.origin.kind === 'review' ? undefined : new URL('.', pageBase()).href;
}

/** URL of the folder of this page for snippets, without the token of a page that the command serves. */
export function ownBaseToShare(state: Pick<AppState, 'model' | 'served'>): string | undefined {
  const base = ownBase(state);
  return base === undefined ? undefined : pageToShare(base, state.served);
}

/** The URL of a copy of Prunescope that was entered last. */
export function rememberedAddress(): string | undefined {
  try {
    return sessionStorage.getItem(storageKey) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a URL that was entered. */
export function rememberAddress(address: string): void {
  try {
    sessionStorage.setItem(storageKey, address);
  } catch {
    // A page without storage, such as a file, forgets.
  }
}
