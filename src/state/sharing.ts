import { shownWindow } from '../heatmap/viewport';
import { encodeLink } from '../link/link';
import { snapshotOf } from '../link/snapshot';
import { fitsSnapshot, mapOfSnapshot } from '../link/snapshotMap';
import { decodeSnapshot, linkWithSnapshot } from '../link/snapshotText';
import { cancelable, ModelError } from '../modelError';
import { elementCount } from '../tflite/weights/weightTensor';
import { linkOf } from './addressBar';
import type { hashingOn } from './hashing';
import { snapshotVerdicts } from './snapshotVerdicts';
import type { AppState, AppStore } from './store';

/** A link to what is on screen, and what is to be said about it. */
export type SharedLink = { readonly link: string; readonly remark?: string };

const tooLarge =
  'The link names the file, but the window is too large for its picture to be in it: zoom in, or download the review file.';

/** Links to be passed on, and the pictures that they bring. */
export function sharingOn(store: AppStore, hashing: ReturnType<typeof hashingOn>) {
  const { getState, setState } = store;

  /**
   * The link to what is on screen. That of a file of this computer holds its hash, which it waits for, and a picture of the window.
   * @throws ModelError `cancelled`, `changed`
   */
  async function linkToShare(page: string, signal: AbortSignal): Promise<SharedLink> {
    const { model } = getState();
    if (model?.origin.kind !== 'file') return { link: `${page}#${encodeLink(linkOf(getState()))}` };
    // All verdicts and the hash belong to it.
    await until(({ counting, model: open }) => counting === undefined || open?.contents !== model.contents, signal);
    const sha256 = await cancelable(hashing.start(model), signal);
    if (sha256 === undefined)
      throw new ModelError('changed', 'its SHA-256 could not be worked out; open the file again');
    const state = getState();
    const link = linkOf(state);
    const { map, window } = state;
    const plain = `${page}#${encodeLink(link)}`;
    if (map.phase !== 'ready') return { link: plain };
    const shown = shownWindow(map.tensorMap.view, window);
    if (!fitsSnapshot(shown, elementCount(map.tensorMap.tensor))) return { link: plain, remark: tooLarge };
    const verdicts = snapshotVerdicts(model.contents.tensors, state.results, state.pattern);
    const whole = await linkWithSnapshot(page, link, snapshotOf(map.tensorMap, shown, verdicts));
    return whole === undefined ? { link: plain, remark: tooLarge } : { link: whole };
  }

  /** Shows the picture that a link holds of a file that is not open. */
  async function showSnapshot(text: string, title: string): Promise<void> {
    const decoded = await decodeSnapshot(text);
    if (getState().model || getState().opening) return;
    const tensorMap = 'problem' in decoded ? undefined : mapOfSnapshot(decoded);
    if ('problem' in decoded || !tensorMap) {
      const message = 'problem' in decoded ? decoded.problem : 'its window is too large to be shown without the file';
      setState({ problem: { title, message: `${message}.` } });
      return;
    }
    const { counts, verdicts, window, tensor, view, pattern } = decoded;
    const key = `${tensor.subgraph}:${tensor.tensor}`;
    setState(({ windowRequests }) => ({
      snapshot: { tensor, verdicts },
      selected: key,
      results: new Map([
        [key, { phase: 'done', counts: { ...counts, zeroBlocks: counts.zeroBlocks, engine: 'cpu', milliseconds: 0 } }],
      ]),
      map: { phase: 'ready', tensorMap },
      window,
      view,
      pattern,
      windowRequests: windowRequests + 1,
    }));
  }

  function until(isSo: (state: AppState) => boolean, signal: AbortSignal): Promise<void> {
    return cancelable(
      new Promise<void>((resolve) => {
        if (isSo(getState())) return resolve();
        const unsubscribe = store.subscribe((state) => {
          if (!isSo(state) && !signal.aborted) return;
          unsubscribe();
          resolve();
        });
      }),
      signal,
    );
  }

  return { linkToShare, showSnapshot };
}
