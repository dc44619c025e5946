import { decodeLink } from '../../link/link';
import { ModelError } from '../../modelError';
import type { Actions } from '../../state/actions';
import { followLink, openLink } from '../../state/followLink';
import type { AppState, AppStore } from '../../state/store';
import { handleMessage, type MessageHandlers, type ToFrame } from '../messages';
import { type HostConnection, hostConnection } from './hostConnection';
import { hostFiles } from './hostFiles';
import { hostUpdates } from './hostUpdates';

// The host gets a view once it has stayed the same for this time, ms.
const settleTime = 250;
// How often the host hears that a model is still opening, ms: well below the tag's limit on silence.
const progressInterval = 5000;

/** What an embedded page sends its host besides what follows from its state. */
export type HostPage = {
  /** @param height of the content, CSS pixels */
  sendHeight(height: number): void;
};

/** Connects an embedded page to the page around it: handles its messages, and sends it changes of the state. */
export function bindHostPage(store: AppStore, actions: Actions): HostPage {
  /** Id of the host's latest `open`. */
  let openId: number | undefined;
  /** Fragment of a view that was requested while its model opened. */
  let nextView: string | undefined;
  let height = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const connection = hostConnection(sendMissed, (message) => handleMessage(handlers, message));
  const { post } = connection;
  const files = hostFiles(post);
  const updates = hostUpdates(connection);

  const handlers: MessageHandlers<ToFrame> = {
    open({ id, fragment, file }) {
      openId = id;
      nextView = undefined;
      sendProgress();
      const link = linkWithin(fragment);
      const origin = file && ({ kind: 'host', ...file, member: link.member, read: files.readOf(id) } as const);
      if (link.engine !== store.getState().engine?.choice) void actions.chooseEngine(link.engine);
      void openLink(link, actions, origin);
    },
    bytes: files.answer,
    view({ fragment }) {
      if (store.getState().opening) nextView = fragment;
      else void followLink(linkWithin(fragment), store, actions);
    },
    theme({ theme, colors }) {
      store.setState({ theme, hostColors: colors });
    },
    report({ id }) {
      void sendReport(id, store, connection);
    },
  };

  /** The link of a fragment. The theme comes in messages of its own. */
  function linkWithin(fragment: string) {
    return { ...decodeLink(fragment), theme: store.getState().theme };
  }

  /** What happened before the host sent its first message. */
  function sendMissed(): void {
    if (height > 0) post({ prunescope: 1, type: 'height', height });
    sendUpdates();
  }

  function sendUpdates(): void {
    updates.send(store.getState(), openId);
  }

  /** The host takes silence for a failure. */
  function sendProgress(): void {
    post({ prunescope: 1, of: openId, type: 'progress' });
  }

  repeatWhileLoading(store, sendProgress);
  store.subscribe((state, before) => {
    if (before.opening && !state.opening && nextView !== undefined) {
      const link = linkWithin(nextView);
      nextView = undefined;
      // After the view that the model was opened with.
      queueMicrotask(() => void followLink(link, store, actions));
    }
    if (before.opening && !state.opening && state.model === before.model && state.problem === before.problem) {
      // The reader canceled it. The host takes silence for a failure.
      post({ prunescope: 1, of: openId, type: 'error', title: before.opening.name, message: 'Opening was canceled.' });
    }
    clearTimeout(timer);
    // Problems and the first map are sent at once.
    if (state.problem !== before.problem || state.map.phase !== before.map.phase) sendUpdates();
    else timer = setTimeout(sendUpdates, settleTime);
  });

  return {
    sendHeight(requested) {
      if (requested === height) return;
      height = requested;
      post({ prunescope: 1, type: 'height', height });
    },
  };
}

async function sendReport(id: number, store: AppStore, { post }: HostConnection): Promise<void> {
  const { model, pattern } = store.getState();
  try {
    if (!model) throw new ModelError('not-found', 'no model is open');
    const value = await model.reportOn(pattern, new AbortController().signal, () => {});
    post({ prunescope: 1, type: 'report', id, outcome: { value } });
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    const { code, message } = thrown;
    post({ prunescope: 1, type: 'report', id, outcome: { error: { code, message } } });
  }
}

/** Calls in intervals while a model opens or a map is drawn. */
function repeatWhileLoading(store: AppStore, act: () => void): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  function follow({ opening, map }: AppState): void {
    const isLoading = opening !== undefined || map.phase === 'loading';
    if (isLoading) timer ??= setInterval(act, progressInterval);
    else {
      clearInterval(timer);
      timer = undefined;
    }
  }
  store.subscribe(follow);
  follow(store.getState());
}
