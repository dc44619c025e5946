import { createStore } from 'zustand/vanilla';
import { ModelError, type ModelErrorCode, sentenceOf } from '../../modelError';
import type { ModelOrigin } from '../../session/session';
import type { Actions } from '../actions';
import { nameOf } from '../origin';
import type { AppStore } from '../store';
import { until } from '../waiting';
import { keptVersion, modifiedOf, timeText } from './keptVersion';

/** What happened to the file of the open model, or of the one that it is compared with. */
type News =
  | { readonly kind: 'changed'; readonly name: string; readonly time: string | undefined }
  | { readonly kind: 'incomplete'; readonly name: string }
  /** It is not a model that can be read. `reason` is a sentence. */
  | { readonly kind: 'unreadable'; readonly name: string; readonly reason: string }
  | { readonly kind: 'gone'; readonly name: string };

type WatchState = {
  readonly news: News | undefined;
  /** The version before that of the open model, to compare with. */
  readonly earlier: ModelOrigin | undefined;
  /** The command that serves the page does not answer. */
  readonly hasServerEnded: boolean;
};

/** The origin of the current file: `same` if it did not change; undefined if it is not watched. */
export type LaterVersion = ModelOrigin | 'same' | 'gone' | undefined;

export type VersionWatch = ReturnType<typeof versionWatch>;

type NeededActions = Pick<Actions, 'openQuietly' | 'showVersion' | 'compareWith'>;

/**
 * Follows the files of the open models when they are written again.
 * @param keepsBytes the largest file that is kept to compare with, bytes; larger ones as masks. Default: 200 MB
 */
export function versionWatch(store: AppStore, actions: NeededActions, keepsBytes?: number) {
  const { getState } = store;
  const state = createStore<WatchState>(() => ({ news: undefined, earlier: undefined, hasServerEnded: false }));
  const watching = new AbortController();
  const kept = keptVersion(store, keepsBytes);
  /** The later version that is shown, so that its news stay. */
  let shown: ModelOrigin | undefined;
  /** Never rejects: the next versions are shown after it. */
  let last = Promise.resolve();

  /**
   * Shows later versions of the open models, one after the other. A file that is not complete is left out: it will change again.
   * Errors other than ModelError are reported to the console.
   * @param versionOf the file as it was when this is called
   */
  function follow(versionOf: (origin: ModelOrigin) => LaterVersion): Promise<void> {
    last = last.then(() => showLater(versionOf)).catch((thrown) => globalThis.reportError?.(thrown));
    return last;
  }

  async function showLater(versionOf: (origin: ModelOrigin) => LaterVersion): Promise<void> {
    const { model, comparison } = getState();
    for (const origin of new Set([model?.origin, comparison?.origin])) {
      const version = origin && versionOf(origin);
      if (!version || watching.signal.aborted) continue;
      const name = nameOf(origin);
      if (version === 'gone') state.setState({ news: { kind: 'gone', name } });
      else if (version === 'same') isBack(name);
      else await show(origin, version, watching.signal);
    }
  }

  /** News about a missing or incomplete file are over. */
  function isBack(name: string): void {
    const { news } = state.getState();
    if (news && news.kind !== 'changed' && news.name === name) state.setState({ news: undefined });
  }

  async function show(origin: ModelOrigin, version: ModelOrigin, signal: AbortSignal): Promise<void> {
    const name = nameOf(version);
    try {
      await until(store, ({ opening }) => !opening, signal);
      const model = await actions.openQuietly(version, signal);
      try {
        await model.checkComplete(signal);
      } catch (thrown) {
        model.close();
        throw thrown;
      }
      const news = { kind: 'changed', name, time: timeOf(version) } as const;
      if (!signal.aborted && getState().model?.origin === origin) {
        shown = version;
        state.setState({ news, earlier: kept.of(origin) });
        return void actions.showVersion(model, version);
      }
      model.close();
      if (signal.aborted || getState().comparison?.origin !== origin) return;
      state.setState({ news });
      void actions.compareWith(version);
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      if (!signal.aborted) state.setState({ news: failureNews(thrown, name) });
    }
  }

  const unsubscribe = store.subscribe(({ model }, before) => {
    if (model?.origin === before.model?.origin || model?.origin === shown) return;
    state.setState({ news: undefined, earlier: undefined });
  });

  return {
    state,
    follow,
    dismiss: () => state.setState({ news: undefined }),
    setServerEnded: (hasServerEnded: boolean) => state.setState({ hasServerEnded }),
    stop(): void {
      unsubscribe();
      watching.abort();
      kept.stop();
    },
  };
}

// What a file has that is being written. Its records can refer to bytes that are still missing, or still zero.
const codesOfIncomplete: readonly ModelErrorCode[] = ['truncated', 'bad-offset', 'bad-bundle', 'changed', 'not-found'];

function failureNews({ code, message }: ModelError, name: string): News {
  if (codesOfIncomplete.includes(code)) return { kind: 'incomplete', name };
  return { kind: 'unreadable', name, reason: sentenceOf(message) };
}

function timeOf(version: ModelOrigin): string | undefined {
  const modified = modifiedOf(version);
  return modified === undefined ? undefined : timeText(modified);
}
