import { encodeLink, type LinkState } from '../link/link';
import type { ModelId, ModelOrigin } from '../session/session';
import { isOtherModel } from './followLink';
import { historyEntry, historyEntryOf } from './historyEntry';
import type { Problem } from './problem';
import { linkOf } from './stateLink';
import type { AppState, AppStore } from './store';

// Time without changes after which the URL is written, ms. Browsers reject more than about 100 changes of the URL in 30 s.
const settleTime = 250;
// Time from a model to its link in the URL, ms. Writing it takes some milliseconds, which would delay the first map.
const firstMapTime = 100;

/** A link whose model did not open. */
export type FailedLink = { readonly link: LinkState; readonly problem: Problem };

/** Keeps the URL the link to what is on screen. Another tensor adds an entry to the history, moving the map does not. */
export function addressWritingOn(store: AppStore) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let modelTimer: ReturnType<typeof setTimeout> | undefined;
  let written = entryOf(store.getState());
  let writtenModel: ModelId | undefined;
  /** True while a link of the history is applied: it has an entry already. */
  let isFollowing = false;
  /** It stays in the address bar until the reader dismisses the problem or opens a model. */
  let failed: FailedLink | undefined;

  function write(): void {
    clearTimeout(timer);
    clearTimeout(modelTimer);
    modelTimer = undefined;
    const state = store.getState();
    if (!isSettled(state) || (failed && failed.problem === state.problem)) return;
    writtenModel = state.model?.id;
    const entry = entryOf(state);
    const isNewEntry =
      written !== undefined && entry !== written && !isFollowing && !opensAfterAll(failed?.link, state);
    failed = undefined;
    written = entry;
    isFollowing = false;
    writeLink(state, isNewEntry);
  }

  // Selecting tensors in quick succession with the arrow keys adds one entry for the first and one for the last.
  let changedAt = 0;
  const unsubscribe = store.subscribe((state, before) => {
    clearTimeout(timer);
    const isFirstChange = performance.now() - changedAt > settleTime;
    const [entry, entryBefore] = [entryOf(state), entryOf(before)];
    if (entryBefore !== undefined && entry !== entryBefore) changedAt = performance.now();
    if (entry !== written && state.model?.id !== writtenModel) modelTimer ??= setTimeout(write, firstMapTime);
    else if (entry !== written && isFirstChange) write();
    else timer = setTimeout(write, settleTime);
  });

  return {
    /** The reader went to another entry: a change of the one before is not written any more. */
    drop(): void {
      clearTimeout(timer);
      clearTimeout(modelTimer);
      modelTimer = undefined;
    },
    /** What is shown until `followed`, or until the next link is written, has an entry of the history. */
    follow(): void {
      isFollowing = true;
    },
    /** @param failure the link, if its model did not open */
    followed(failure: FailedLink | undefined): void {
      failed = failure ?? failed;
      write();
      isFollowing = false;
    },
    stop(): void {
      clearTimeout(timer);
      clearTimeout(modelTimer);
      unsubscribe();
    },
  };
}

function writeLink(state: AppState, isNewEntry: boolean): void {
  const fragment = encodeLink(linkOf(state));
  const kept = historyEntry(state);
  const isSame = fragment === location.hash.slice(1);
  if (isSame && kept.file === historyEntryOf(history.state)?.file) return;
  const address = fragment ? `#${fragment}` : location.pathname + location.search;
  if (isNewEntry) history.pushState(kept, '', address);
  else history.replaceState(kept, '', address);
}

/** Whether the model of a link whose entry is in the history was opened by another try. */
function opensAfterAll(link: LinkState | undefined, state: AppState): boolean {
  return link !== undefined && !isOtherModel(link, state);
}

/** Whether the preview of a link, or a model with a tensor selected, is shown. Until then the URL stays the link that is being opened. */
function isSettled({ opening, linkQuestion, compareNext, model, selected, snapshot }: AppState): boolean {
  // A question about the second model changes nothing on screen.
  if (linkQuestion && !compareNext) return false;
  if (!opening && snapshot) return true;
  return !opening && model !== undefined && (selected !== undefined || model.contents.tensors.length === 0);
}

/** Identifies the model and tensor on screen, which have an entry in the history. */
function entryOf(state: AppState): string | undefined {
  if (!isSettled(state)) return undefined;
  if (!state.model) return ` ${state.snapshot?.link.name} ${state.selected}`;
  const { origin, contents } = state.model;
  return `${placeOf(origin)} ${contents.name} ${state.selected}`;
}

function placeOf(origin: ModelOrigin): string {
  if (origin.kind === 'served') return origin.file.path;
  return origin.kind === 'address' ? origin.address : '';
}
