import { decodeLink, encodeLink, isFileOfLink, type LinkState, unknownVersionOf } from '../link/link';
import { fragmentHere, pageBase } from '../link/linkBase';
import type { ModelId, ModelOrigin } from '../session/session';
import type { Actions } from './actions';
import { followLink, isOtherModel } from './followLink';
import { type HistoryEntry, historyEntry, historyEntryOf } from './historyEntry';
import { latestTask } from './latestTask';
import { isSameModel, notesModelOfLink } from './notesModel';
import { isLocalFile } from './origin';
import type { Problem } from './problem';
import { servedOfLink } from './served';
import { linkOf } from './stateLink';
import type { AppState, AppStore } from './store';

// Time without changes after which the URL is written, ms. Browsers reject more than about 100 changes of the URL in 30 s.
const settleTime = 250;
// Time from a model to its link in the URL, ms. Writing it takes some milliseconds, which would delay the first map.
const firstMapTime = 100;

/**
 * Keeps the URL the link to what is on screen. Another tensor adds an entry to the history, moving the map does not. Going back or forward in the
 * history shows what its link says.
 * @returns a function that stops it
 */
export function bindAddressBar(store: AppStore, actions: Actions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let modelTimer: ReturnType<typeof setTimeout> | undefined;
  let written = entryOf(store.getState());
  let writtenModel: ModelId | undefined;
  /** True while a link of the history is applied: it has an entry already. */
  let isFollowing = false;
  const following = latestTask();
  /** A link whose model did not open. It stays in the address bar until the reader dismisses the problem or opens a model. */
  let failed: { readonly link: LinkState; readonly problem: Problem } | undefined;

  function write(): void {
    clearTimeout(timer);
    clearTimeout(modelTimer);
    modelTimer = undefined;
    const state = store.getState();
    if (!isSettled(state) || (failed && failed.problem === state.problem)) return;
    writtenModel = state.model?.id;
    const fragment = encodeLink(linkOf(state));
    const entry = entryOf(state);
    const isNewEntry =
      written !== undefined && entry !== written && !isFollowing && !opensAfterAll(failed?.link, state);
    failed = undefined;
    written = entry;
    isFollowing = false;
    const kept = historyEntry(state);
    const isSame = fragment === location.hash.slice(1);
    if (isSame && kept.file === historyEntryOf(history.state)?.file) return;
    const address = fragment ? `#${fragment}` : location.pathname + location.search;
    if (isNewEntry) history.pushState(kept, '', address);
    else history.replaceState(kept, '', address);
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

  async function follow({ state: kept }: PopStateEvent): Promise<void> {
    clearTimeout(timer);
    hideCredentials();
    if (isOfOtherVersion(actions)) return;
    // Notes that were written since an entry was left are not in its link, and must not be lost.
    const entry = historyEntryOf(kept);
    const keepsNotes = entry !== undefined;
    const given = decodeLink(location.hash);
    const link = keepsNotes && hasHiddenNotes(given, store.getState()) ? { ...given, notes: [] } : given;
    if (link.model === undefined && link.name !== undefined && !isOpen(link, store.getState(), entry)) {
      const served = servedOfLink(link, store.getState().served, entry);
      if (served) {
        isFollowing = true;
        const { openServedFile } = await import('./servedOpening');
        return openServedFile(served, link, actions);
      }
      actions.expectFile(link);
      if (!store.getState().model) return;
      const message = `A page cannot open a local file from the history. Drop ${link.name} on the page again.`;
      actions.report({ title: link.name, message });
      return;
    }
    isFollowing = true;
    const task = following.start();
    await followLink(link, store, actions, { keepsNotes });
    if (!task.isOn) return;
    const { opening, problem } = store.getState();
    if (!opening && problem && isOtherModel(link, store.getState())) failed = { link, problem };
    write();
    isFollowing = false;
  }
  window.addEventListener('popstate', follow);
  hideCredentials();
  isOfOtherVersion(actions);

  return () => {
    clearTimeout(timer);
    clearTimeout(modelTimer);
    unsubscribe();
    window.removeEventListener('popstate', follow);
  };
}

/** Whether the model of a link whose entry is in the history was opened by another try. */
function opensAfterAll(link: LinkState | undefined, state: AppState): boolean {
  return link !== undefined && !isOtherModel(link, state);
}

/** Whether the notes of a link's model are kept by the page, newer than those of the link. */
function hasHiddenNotes(link: LinkState, { hiddenNotes }: AppState): boolean {
  const of = notesModelOfLink(link);
  return of !== undefined && hiddenNotes.some(({ model }) => isSameModel(model, of));
}

/** Whether this page cannot read the version of the link in the address bar. This is reported, and the page does not change. */
function isOfOtherVersion({ report }: Actions): boolean {
  const version = unknownVersionOf(location.hash);
  if (version === undefined) return false;
  const message = `This link has version ${version}. This page reads version 1 and ignored the link. Reload the page for the latest version of Prunescope, or ask for another link.`;
  report({ title: 'Link', message });
  return true;
}

/** Removes user names and passwords from the URL, also if its model does not open. */
function hideCredentials(): void {
  const fragment = fragmentHere(location.hash, pageBase());
  if (fragment !== location.hash) history.replaceState(null, '', fragment);
}

/**
 * Whether the local file of a link is open. A review file contains the model that its links are about.
 * @param entry the entry of the history that has the link. It can be about an earlier version of the file.
 */
function isOpen(link: LinkState, { model, hash }: AppState, entry: HistoryEntry | undefined): boolean {
  if (!model) return false;
  const { origin, contents } = model;
  if (entry && origin.kind === 'served') return origin.file.path === entry.file && link.name === contents.name;
  if (entry && origin.kind === 'file' && origin.isLaterVersion) return link.name === contents.name;
  const isOtherVersion = hash?.phase === 'done' && link.sha256 !== undefined && link.sha256 !== hash.sha256;
  if (isOtherVersion && origin.kind === 'served') return false;
  return origin.kind === 'review' || (isLocalFile(origin) && isFileOfLink(link, contents));
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
