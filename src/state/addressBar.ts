import { decodeLink, encodeLink, fragmentHere, isFileOfLink, type LinkState, pageBase } from '../link/link';
import type { Actions } from './actions';
import { followLink } from './followLink';
import { linkOf } from './stateLink';
import type { AppState, AppStore } from './store';

// Time without changes after which the URL is written, ms. Browsers reject more than about 100 changes of the URL in 30 s.
const settleTime = 250;

/**
 * Keeps the URL the link to what is on screen. Another tensor adds an entry to the history, moving the map does not. Going back or forward in the
 * history shows what its link says.
 * @returns a function that stops it
 */
export function bindAddressBar(store: AppStore, actions: Actions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = entryOf(store.getState());
  /** True while a link of the history is applied: it has an entry already. */
  let isFollowing = false;

  function write(): void {
    clearTimeout(timer);
    const state = store.getState();
    if (!isSettled(state)) return;
    const fragment = encodeLink(linkOf(state));
    const entry = entryOf(state);
    const isNewEntry = written !== undefined && entry !== written && !isFollowing;
    written = entry;
    isFollowing = false;
    if (fragment === location.hash.slice(1)) return;
    const address = fragment ? `#${fragment}` : location.pathname + location.search;
    if (isNewEntry) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }

  // Selecting tensors in quick succession with the arrow keys adds one entry for the first and one for the last.
  let changedAt = 0;
  const unsubscribe = store.subscribe((state, before) => {
    clearTimeout(timer);
    const isFirstChange = performance.now() - changedAt > settleTime;
    const [entry, entryBefore] = [entryOf(state), entryOf(before)];
    if (entryBefore !== undefined && entry !== entryBefore) changedAt = performance.now();
    if (entry !== written && isFirstChange) write();
    else timer = setTimeout(write, settleTime);
  });

  async function follow(): Promise<void> {
    clearTimeout(timer);
    hideCredentials();
    const link = decodeLink(location.hash);
    if (link.model === undefined && link.name !== undefined && !isOpen(link, store.getState())) {
      actions.expectFile(link);
      const message = `A page cannot open a local file from the history. Drop ${link.name} on the page again.`;
      actions.report({ title: link.name, message });
      return;
    }
    isFollowing = true;
    await followLink(link, store, actions);
    write();
    isFollowing = false;
  }
  window.addEventListener('popstate', follow);
  hideCredentials();

  return () => {
    clearTimeout(timer);
    unsubscribe();
    window.removeEventListener('popstate', follow);
  };
}

/** Removes user names and passwords from the URL, also if its model does not open. */
function hideCredentials(): void {
  const fragment = fragmentHere(location.hash, pageBase());
  if (fragment !== location.hash) history.replaceState(null, '', fragment);
}

/** Whether the local file of a link is open. A review file contains the model that its links are about. */
function isOpen(link: LinkState, { model }: AppState): boolean {
  return model?.origin.kind === 'review' || (model?.origin.kind === 'file' && isFileOfLink(link, model.contents));
}

/** Whether a model is open with a tensor selected. Until then the URL stays the link that is being opened. */
function isSettled({ opening, model, selected }: AppState): boolean {
  return !opening && model !== undefined && (selected !== undefined || model.contents.tensors.length === 0);
}

/** Identifies the model and tensor on screen, which have an entry in the history. */
function entryOf(state: AppState): string | undefined {
  if (!isSettled(state)) return undefined;
  const { origin, contents } = state.model!;
  return `${origin.kind === 'address' ? origin.address : ''} ${contents.name} ${state.selected}`;
}
