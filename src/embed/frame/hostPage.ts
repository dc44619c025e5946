import { decodeLink, encodeLink } from '../../link/link';
import { ModelError } from '../../modelError';
import type { Actions } from '../../state/actions';
import { followLink, openLink } from '../../state/followLink';
import { linkOf } from '../../state/stateLink';
import type { AppState, AppStore } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { type FromFrame, type Hearing, hearWith, messageToFrame, type ToFrame } from '../messages';
import { hostFiles } from './hostFiles';

// The host learns of a view when it has come to rest, ms.
const settled = 250;
// How often it learns that a model is still being opened, ms: well below the tag's limit on silence.
const progressInterval = 5000;

/** What an embedded page tells its host besides what follows from its state. */
export type HostPage = {
  /** CSS pixels that the page would like to have. */
  sayHeight(height: number): void;
};

/**
 * Ties an embedded page to the one around it, in the place of an address bar. The first that speaks in the agreed form is the host, if it is the page
 * around us; nobody else is heard, or answered.
 */
export function bindHostPage(store: AppStore, actions: Actions): HostPage {
  const host = window.parent;
  const files = hostFiles(post);
  let hostOrigin: string | undefined;
  const expected = originAround();
  // The host's last `open`, and the one that what is on screen came by.
  let of: number | undefined;
  let shownOf: number | undefined;
  // A view of a model that is still on its way.
  let expectedLink: string | undefined;
  let height = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // What the host knows already.
  const said: { loaded?: unknown; problem?: unknown; failure?: string | undefined; fragment?: string } = {};

  function post(message: FromFrame): void {
    if (hostOrigin === undefined) return;
    // A host in a sandbox, or on a disk, has no origin that could be named.
    host.postMessage(message, hostOrigin === 'null' ? '*' : hostOrigin);
  }

  function hear(event: MessageEvent): void {
    if (event.source !== host || event.origin !== (hostOrigin ?? expected ?? event.origin)) return;
    const message = messageToFrame(event.data);
    if (!message) return;
    const isFirst = hostOrigin === undefined;
    hostOrigin = event.origin;
    // What happened before the host spoke.
    if (isFirst && height > 0) post({ prunescope: 1, type: 'height', height });
    if (isFirst) tell(store.getState());
    hearWith(hearing, message);
  }

  const hearing: Hearing<ToFrame> = {
    open({ id, fragment, file }) {
      of = id;
      expectedLink = undefined;
      sayProgress();
      const link = { ...decodeLink(fragment), theme: store.getState().theme };
      const origin = file && ({ kind: 'host', ...file, member: link.member, read: files.readOf(id) } as const);
      if (link.engine !== store.getState().engine?.choice) void actions.chooseEngine(link.engine);
      void openLink(link, actions, origin);
    },
    bytes: files.answer,
    view({ fragment }) {
      if (store.getState().opening) expectedLink = fragment;
      else follow(fragment);
    },
    theme({ theme, colors }) {
      store.setState({ theme, hostColors: colors });
    },
    report({ id }) {
      void report(id);
    },
  };

  function follow(fragment: string): void {
    void followLink({ ...decodeLink(fragment), theme: store.getState().theme }, store, actions);
  }

  async function report(id: number): Promise<void> {
    const { model, pattern } = store.getState();
    try {
      if (!model) throw new ModelError('not-found', 'no model is open');
      const value = await model.reportOn(pattern, new AbortController().signal, () => {});
      post({ prunescope: 1, type: 'report', id, outcome: { value } });
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      post({
        prunescope: 1,
        type: 'report',
        id,
        outcome: { error: { code: thrown.code, message: thrown.message } },
      });
    }
  }

  /** What the host does not know yet. */
  function tell(state: AppState): void {
    if (hostOrigin === undefined) return;
    const { model, map, problem, selected } = state;
    if (problem && problem !== said.problem) post({ prunescope: 1, of, type: 'error', ...problem });
    said.problem = problem;
    if (!model || state.opening) return;
    const isNew = model.contents !== said.loaded;
    if (isNew) shownOf = of;
    const failure = map.phase === 'failed' ? map.message : undefined;
    if (failure !== undefined && failure !== said.failure) {
      post({ prunescope: 1, of: shownOf, type: 'error', title: selected ?? '', message: failure });
    }
    said.failure = failure;
    if (map.phase !== 'ready' && model.contents.tensors.length > 0) return;
    const fragment = encodeLink(linkOf(state));
    if (isNew) post({ prunescope: 1, of, type: 'load', fragment, ...whatIsIn(model) });
    else if (fragment !== said.fragment) post({ prunescope: 1, of: shownOf, type: 'viewchange', fragment });
    said.loaded = model.contents;
    said.fragment = fragment;
  }

  /** The host takes silence for a failure: a slow model is none. */
  function sayProgress(): void {
    post({ prunescope: 1, of, type: 'progress' });
  }

  repeatWhileAtWork(store, sayProgress);
  store.subscribe((state, before) => {
    if (before.opening && !state.opening && expectedLink !== undefined) {
      const fragment = expectedLink;
      expectedLink = undefined;
      // After what its link asked for.
      queueMicrotask(() => follow(fragment));
    }
    clearTimeout(timer);
    // What went wrong, and the first map, are news at once.
    if (state.problem !== before.problem || state.map.phase !== before.map.phase) tell(state);
    else timer = setTimeout(() => tell(store.getState()), settled);
  });
  window.addEventListener('message', hear);
  // To whoever is around us: it says nothing but that somebody listens.
  if (host !== window) host.postMessage({ prunescope: 1, type: 'ready' } satisfies FromFrame, '*');

  return {
    sayHeight(wanted) {
      if (wanted === height) return;
      height = wanted;
      post({ prunescope: 1, type: 'height', height });
    },
  };
}

/** Calls every few seconds while a model is opened or its map is drawn. */
function repeatWhileAtWork(store: AppStore, act: () => void): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  function follow({ opening, map }: AppState): void {
    const isAtWork = opening !== undefined || map.phase === 'loading';
    if (isAtWork) timer ??= setInterval(act, progressInterval);
    else {
      clearInterval(timer);
      timer = undefined;
    }
  }
  store.subscribe(follow);
  follow(store.getState());
}

/**
 * Origin of the page around this one, where the browser tells it. "null" is an origin without a name, or one that is kept from us: Firefox hides it from
 * frames that get no referrer. The window that a message comes from decides then.
 */
function originAround(): string | undefined {
  const origin = location.ancestorOrigins?.[0];
  return origin === 'null' ? undefined : origin;
}

/** Of a model, what the host is told with `load`. */
function whatIsIn({ contents }: NonNullable<AppState['model']>) {
  const { name, byteLength: bytes } = contents;
  const tensors = contents.tensors.map((tensor) => {
    const { name: tensorName, shape, type } = tensor;
    return { tensor: tensorKey(tensor), name: tensorName, shape: [...shape], type };
  });
  return { model: { name, bytes }, tensors };
}
