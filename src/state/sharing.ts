import { shownWindow } from '../heatmap/viewport';
import { encodeLink, maxLinkLength } from '../link/link';
import { cancelable, ModelError } from '../modelError';
import { formatCount } from '../sparsity/verdict';
import type { hashingOn } from './hashing';
import { isLocalFile } from './origin';
import { pageToShare } from './served';
import { snapshotVerdicts } from './snapshotVerdicts';
import { linkOf } from './stateLink';
import type { AppStore } from './store';
import { until } from './waiting';

/** A link to what is on screen, and a remark for the reader. */
export type SharedLink = { readonly link: string; readonly remark?: string };

// A preview cannot be made smaller without the file.
const tooLongAgain = `The link has no preview, because it would have more than ${formatCount(maxLinkLength)} characters. Remove notes, or copy the notes as Markdown.`;

const tooLong = `The link has no preview, because it would have more than ${formatCount(maxLinkLength)} characters. Remove notes, or send a review file.`;

const toThisComputer =
  'The link leads to this computer. Others can paste it on their page of Prunescope. To send it to someone without Prunescope, use a review file.';

/** Links to copy. */
export function sharingOn(store: AppStore, hashing: ReturnType<typeof hashingOn>) {
  const { getState } = store;

  /**
   * The link to what is on screen. For a local file it holds the SHA-256 of the file and a snapshot of the window, and waits for both. For the
   * preview of a link, it holds the same preview again.
   * @param page URL without a fragment
   * @throws ModelError `cancelled`, `changed`
   */
  async function linkToShare(page: string, signal: AbortSignal): Promise<SharedLink> {
    const { served } = getState();
    const shared = await linkWith(pageToShare(page, served), signal);
    return served ? { remark: toThisComputer, ...shared } : shared;
  }

  async function linkWith(page: string, signal: AbortSignal): Promise<SharedLink> {
    const { model, snapshot } = getState();
    if (snapshot) return linkAgain(page);
    if (!model || !isLocalFile(model.origin)) return { link: `${page}#${encodeLink(linkOf(getState()))}` };
    // The snapshot holds the verdicts of all tensors.
    await until(store, ({ counting, model: open }) => !counting || open?.contents !== model.contents, signal);
    const sha256 = await cancelable(hashing.start(model), signal);
    if (sha256 === undefined) {
      throw new ModelError('changed', 'The file cannot be read any more, so the link has no SHA-256. Open it again.');
    }
    const state = getState();
    const link = linkOf(state);
    const { map, window } = state;
    const plain = `${page}#${encodeLink(link)}`;
    if (map.phase !== 'ready') return { link: plain };
    const shown = shownWindow(map.tensorMap.view, window);
    const verdicts = snapshotVerdicts(model.contents.tensors, state.results, state.pattern);
    // Loaded when the first link is copied.
    const { linkWithSnapshot, snapshotsOf } = await import('../link/snapshotLinks');
    const complete = await linkWithSnapshot(page, link, snapshotsOf(map.tensorMap, shown, verdicts));
    return complete === undefined ? { link: plain, remark: tooLong } : { link: complete };
  }

  function linkAgain(page: string): SharedLink {
    const link = linkOf(getState());
    const complete = `${page}#${encodeLink(link)}`;
    if (complete.length <= maxLinkLength) return { link: complete };
    const { snapshot: _preview, ...plain } = link;
    return { link: `${page}#${encodeLink(plain)}`, remark: tooLongAgain };
  }

  /** SHA-256 of the local file on screen, in hex. Undefined for a model from a URL, and for a file that cannot be read any more. */
  async function fileHash(): Promise<string | undefined> {
    const { model, snapshot, expectedLink, hash } = getState();
    if (hash?.phase === 'done') return hash.sha256;
    if (model && isLocalFile(model.origin)) return hashing.start(model);
    return model ? undefined : (snapshot?.link ?? expectedLink)?.sha256;
  }

  return { linkToShare, fileHash };
}
