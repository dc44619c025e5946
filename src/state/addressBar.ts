import { decodeLink, isFileOfLink, type LinkState, unknownVersionOf } from '../link/link';
import { fragmentHere, pageBase } from '../link/linkBase';
import type { Actions } from './actions';
import { addressWritingOn, type FailedLink } from './addressWriting';
import { followLink, isOtherModel } from './followLink';
import { type HistoryEntry, historyEntryOf } from './historyEntry';
import { latestTask } from './latestTask';
import { isSameModel, notesModelOfLink } from './notesModel';
import { isLocalFile } from './origin';
import { servedOfLink } from './served';
import type { AppState, AppStore } from './store';

type LinkOfFile = LinkState & { readonly name: string };

/**
 * Keeps the URL the link to what is on screen. Going back or forward in the history shows what its link says.
 * @returns a function that stops it
 */
export function bindAddressBar(store: AppStore, actions: Actions): () => void {
  const { getState } = store;
  const writing = addressWritingOn(store);
  const following = latestTask();

  async function follow({ state: kept }: PopStateEvent): Promise<void> {
    writing.drop();
    hideCredentials();
    if (reportOtherVersion(actions)) return;
    const entry = historyEntryOf(kept);
    const link = linkHere(entry, getState());
    if (isOfClosedFile(link, getState(), entry)) return followToFile(link, entry);
    writing.follow();
    const task = following.start();
    await followLink(link, store, actions, { keepsNotes: entry !== undefined });
    if (task.isOn) writing.followed(failedLink(link, getState()));
  }

  async function followToFile(link: LinkOfFile, entry: HistoryEntry | undefined): Promise<void> {
    const served = servedOfLink(link, getState().served, entry);
    if (served) {
      writing.follow();
      const { openServedFile } = await import('./servedOpening');
      return openServedFile(served, link, actions);
    }
    actions.expectFile(link);
    if (!getState().model) return;
    const message = `A page cannot open a local file from the history. Drop ${link.name} on the page again.`;
    actions.report({ title: link.name, message });
  }

  window.addEventListener('popstate', follow);
  hideCredentials();
  reportOtherVersion(actions);

  return () => {
    writing.stop();
    window.removeEventListener('popstate', follow);
  };
}

/** The link in the address bar. Notes that were written since an entry was left are not in its link, and must not be lost. */
function linkHere(entry: HistoryEntry | undefined, state: AppState): LinkState {
  const link = decodeLink(location.hash);
  return entry && hasHiddenNotes(link, state) ? { ...link, notes: [] } : link;
}

/** The link, if its model could not be opened. */
function failedLink(link: LinkState, state: AppState): FailedLink | undefined {
  const { opening, problem } = state;
  return !opening && problem && isOtherModel(link, state) ? { link, problem } : undefined;
}

/** Whether the notes of a link's model are kept by the page, newer than those of the link. */
function hasHiddenNotes(link: LinkState, { hiddenNotes }: AppState): boolean {
  const of = notesModelOfLink(link);
  return of !== undefined && hiddenNotes.some(({ model }) => isSameModel(model, of));
}

/** Reports a link in the address bar whose version this page cannot read. The page does not change. @returns whether it is one */
function reportOtherVersion({ report }: Actions): boolean {
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

/** Whether a link is about a local file that is not open. @param entry the entry of the history that has the link */
function isOfClosedFile(link: LinkState, state: AppState, entry: HistoryEntry | undefined): link is LinkOfFile {
  return link.model === undefined && link.name !== undefined && !isOpen(link, state, entry);
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
