import type { Progress } from '../../bytes/requests';
import type { ToFrame } from '../messages';
import { fragmentOf, type View } from '../viewFields';
import { addressOf, isOfPage } from './addresses';
import { type HostModel, hostModel, openAddressMessage, openModelMessage } from './hostModel';

/** The model that the frame of a tag shows, or is about to show. */
export function shownModel(element: Element) {
  /** Models of the page's origin by id: the frame reads from one while the next opens. */
  const sources = new Map<number, HostModel>();
  let locating = new AbortController();
  /** Id of the latest `open`. Messages about earlier ones are ignored. */
  let current = 0;
  /** Id of the latest model that can be sent to the frame. One of the page's origin needs its size first. */
  let located = 0;
  let loaded = false;

  /** Leaves the model, before another one opens. */
  function leave(): void {
    locating.abort();
    current++;
    loaded = false;
  }

  /**
   * Finds the model that `src` names. The tag reads a model of the page's origin, the frame reads any other.
   * @returns `located`, or `replaced` if another model was requested in the meantime
   * @throws ModelError `not-found`, `too-large`, `changed`
   */
  async function locate(address: string, onProgress: Progress): Promise<'located' | 'replaced'> {
    locating = new AbortController();
    const { signal } = locating;
    const id = current;
    if (isOfPage(address)) {
      try {
        const source = await hostModel(address, signal, onProgress);
        if (signal.aborted) return 'replaced';
        sources.set(id, source);
      } catch (thrown) {
        if (signal.aborted) return 'replaced';
        // The frame may be able to read it: the content security policy of the page does not apply there.
        if ((thrown as { code?: string }).code !== 'network') throw thrown;
      }
    }
    located = id;
    return 'located';
  }

  return {
    leave,
    locate,
    /** Whether a message with this `of` is about the model. Messages without it are about the frame. */
    isAbout: (of: number | undefined) => of === undefined || of === current,
    isLoaded: () => loaded,
    setLoaded(): void {
      loaded = true;
      for (const id of sources.keys()) if (id !== current) sources.delete(id);
    },
    /** What the tag reads for the `open` with this id. */
    sourceOf: (id: number) => sources.get(id),
    /** The message that opens it; undefined before it is located. */
    openMessage(view: View): ToFrame | undefined {
      const address = addressOf(element, 'src');
      if (located !== current || address === undefined) return undefined;
      const source = sources.get(current);
      return source
        ? openModelMessage(current, source, fragmentOf({ ...view }))
        : openAddressMessage(current, address, view);
    },
    stop: () => locating.abort(),
  };
}
