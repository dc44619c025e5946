import { shownWindow } from '../heatmap/viewport';
import { encodeLink } from '../link/link';
import { snapshotOf } from '../link/snapshot';
import { fitsSnapshot } from '../link/snapshotMap';
import { linkWithSnapshot } from '../link/snapshotText';
import { cancelable, ModelError } from '../modelError';
import { elementCount } from '../tflite/weights/weightTensor';
import type { hashingOn } from './hashing';
import { snapshotVerdicts } from './snapshotVerdicts';
import { linkOf } from './stateLink';
import type { AppStore } from './store';
import { until } from './waiting';

/** A link to what is on screen, and a remark for the reader. */
export type SharedLink = { readonly link: string; readonly remark?: string };

const tooLarge =
  'The link has no preview: the window is too large. Zoom in and copy the link again, or download the review file.';

/** Links to copy. */
export function sharingOn(store: AppStore, hashing: ReturnType<typeof hashingOn>) {
  const { getState } = store;

  /**
   * The link to what is on screen. For a local file it holds the SHA-256 of the file and a snapshot of the window, and waits for both.
   * @param page URL without a fragment
   * @throws ModelError `cancelled`, `changed`
   */
  async function linkToShare(page: string, signal: AbortSignal): Promise<SharedLink> {
    const { model } = getState();
    if (model?.origin.kind !== 'file') return { link: `${page}#${encodeLink(linkOf(getState()))}` };
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
    if (!fitsSnapshot(shown, elementCount(map.tensorMap.tensor))) return { link: plain, remark: tooLarge };
    const verdicts = snapshotVerdicts(model.contents.tensors, state.results, state.pattern);
    const complete = await linkWithSnapshot(page, link, snapshotOf(map.tensorMap, shown, verdicts));
    return complete === undefined ? { link: plain, remark: tooLarge } : { link: complete };
  }

  return { linkToShare };
}
