import { ModelError } from '../modelError';
import { tensorKey } from '../sparsity/weightMatrix';
import { type FromFrame, type Hearing, hearWith, messageToFrame, type ToFrame, targetOrigin } from '../tag/messages';
import type { Actions } from './actions';
import { linkOf } from './addressBar';
import { followLink, openLink, stateOfLink } from './followLink';
import { decodeLink, encodeLink } from './link';
import type { AppState, AppStore } from './store';

// The host learns of a view when it has come to rest, ms.
const settled = 250;

/** What an embedded page tells its host besides what follows from its state. */
export type HostPage = {
  /** CSS pixels that the page would like to have. */
  sayHeight(height: number): void;
  close(): void;
};

/**
 * Ties an embedded page to the one around it, in the place of an address bar. The first that speaks in the agreed form is the host, if it is the page
 * around us; nobody else is heard, or answered.
 */
export function bindHostPage(store: AppStore, actions: Actions): HostPage {
  const host = window.parent;
  const listening = new AbortController();
  const reading = new Map<
    number,
    { resolve(bytes: Uint8Array<ArrayBuffer>): void; reject(reason: ModelError): void }
  >();
  let lastRead = 0;
  let hostOrigin: string | undefined;
  // The host's last `open`, which all that is said from then on is about.
  let of: number | undefined;
  // Where the browser says whose page is around us.
  const expected = location.ancestorOrigins?.[0];
  // A view of a model that is still on its way.
  let awaited: string | undefined;
  let height = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // What the host knows already.
  let said: { loaded?: unknown; problem?: unknown; failure?: string; fragment?: string } = {};

  function post(message: FromFrame): void {
    if (hostOrigin !== undefined) host.postMessage(message, targetOrigin(hostOrigin));
  }

  function hear(event: MessageEvent): void {
    if (event.source !== host || event.origin !== (hostOrigin ?? expected ?? event.origin)) return;
    const message = messageToFrame(event.data);
    if (!message) return;
    const isFirst = hostOrigin === undefined;
    hostOrigin = event.origin;
    if (isFirst) greet();
    hearWith(hearing, message);
  }

  /** What happened before the host spoke. */
  function greet(): void {
    if (height > 0) post({ prunescope: 1, type: 'height', height });
    tell(store.getState());
  }

  const hearing: Hearing<ToFrame> = {
    open,
    bytes({ id, outcome }) {
      const read = reading.get(id);
      reading.delete(id);
      if ('value' in outcome) read?.resolve(new Uint8Array(outcome.value));
      else read?.reject(new ModelError('network', outcome.error.message));
    },
    view({ fragment }) {
      if (store.getState().opening) awaited = fragment;
      else follow(fragment);
    },
    theme({ theme, colours }) {
      store.setState({ theme, hostColours: colours });
    },
    report({ id }) {
      void report(id);
    },
  };

  function follow(fragment: string): void {
    void followLink({ ...decodeLink(fragment), theme: store.getState().theme }, store, actions);
  }

  function open({ id, fragment, file }: Extract<ToFrame, { type: 'open' }>): void {
    forgetReads();
    of = id;
    awaited = undefined;
    said = {};
    const link = { ...decodeLink(fragment), theme: store.getState().theme };
    store.setState(stateOfLink(link));
    void actions.chooseEngine(link.engine);
    if (file) void actions.open({ kind: 'host', ...file, member: link.member, read }, link);
    else void openLink(link, actions);
  }

  function read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const id = ++lastRead;
    return new Promise((resolve, reject) => {
      reading.set(id, { resolve, reject });
      post({ prunescope: 1, type: 'read', id, start, end });
    });
  }

  function forgetReads(): void {
    for (const { reject } of reading.values()) reject(new ModelError('cancelled', 'another model was opened'));
    reading.clear();
  }

  async function report(id: number): Promise<void> {
    const { model, pattern } = store.getState();
    try {
      if (!model) throw new ModelError('not-found', 'no model is open');
      const value = await model.reportOn(pattern, listening.signal, () => {});
      post({ prunescope: 1, type: 'report', id, outcome: { value } });
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      const error = { code: thrown.code, message: thrown.message };
      post({ prunescope: 1, type: 'report', id, outcome: { error } });
    }
  }

  /** What the host does not know yet. */
  function tell(state: AppState): void {
    const { model, map, problem, selected } = state;
    if (hostOrigin === undefined) return;
    if (problem && problem !== said.problem) post({ prunescope: 1, of, type: 'error', ...problem });
    const failure = map.phase === 'failed' ? map.message : undefined;
    if (failure && failure !== said.failure)
      post({ prunescope: 1, of, type: 'error', title: selected ?? '', message: failure });
    said = { ...said, problem, failure };
    const isDrawn = map.phase === 'ready' || map.phase === 'failed' || model?.contents.weights.length === 0;
    if (!model || state.opening || !isDrawn) return;
    const fragment = encodeLink(linkOf(state));
    if (model.contents !== said.loaded) {
      const { name, byteLength: bytes, weights } = model.contents;
      const tensors = weights.map((weight) => {
        const { name: tensorName, shape, type } = weight;
        return { tensor: tensorKey(weight), name: tensorName, shape: [...shape], type };
      });
      post({ prunescope: 1, of, type: 'load', fragment, model: { name, bytes }, tensors });
    } else if (fragment !== said.fragment) post({ prunescope: 1, of, type: 'viewchange', fragment });
    said = { ...said, loaded: model.contents, fragment };
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (before.opening && !state.opening && awaited !== undefined) {
      const fragment = awaited;
      awaited = undefined;
      // After what its link asked for.
      queueMicrotask(() => follow(fragment));
    }
    clearTimeout(timer);
    // What went wrong, and the first map, are news at once.
    if (state.problem !== before.problem || state.map.phase !== before.map.phase) tell(state);
    else timer = setTimeout(() => tell(store.getState()), settled);
  });
  window.addEventListener('message', hear, { signal: listening.signal });
  // To whoever is around us: it says nothing but that somebody listens.
  if (host !== window) host.postMessage({ prunescope: 1, type: 'ready' } satisfies FromFrame, '*');

  return {
    sayHeight(wanted) {
      if (wanted === height) return;
      height = wanted;
      post({ prunescope: 1, type: 'height', height });
    },
    close() {
      listening.abort();
      clearTimeout(timer);
      unsubscribe();
      forgetReads();
    },
  };
}
