import { type ServedPage, servedEventsPath } from '../../bytes/servedFiles';
import { pageBase } from '../../link/linkBase';
import type { ModelOrigin } from '../../session/session';
import type { AppStore } from '../store';
import type { LaterVersion, VersionWatch } from './versionWatch';

/** Receives what the command announces about its files. @returns a function that ends it */
export function watchServer(store: AppStore, watch: Pick<VersionWatch, 'follow' | 'setServerEnded'>): () => void {
  let events: EventSource | undefined;

  function connect(): void {
    events = new EventSource(new URL(servedEventsPath, pageBase()));
    events.onopen = () => watch.setServerEnded(false);
    // The browser connects again: the network can come back, and the command ends only once.
    events.onerror = () => watch.setServerEnded(true);
    events.onmessage = ({ data }) => {
      const served: ServedPage = JSON.parse(data);
      store.setState({ served });
      void watch.follow((origin) => servedVersion(origin, served));
    };
  }

  /** Browsers allow few connections to a server, for all tabs together. A tab that is shown again gets the news at once. */
  function followVisibility(): void {
    events?.close();
    if (document.visibilityState === 'visible') connect();
  }

  loadScripts(store.getState().served?.scripts ?? []);
  document.addEventListener('visibilitychange', followVisibility);
  followVisibility();
  return () => {
    document.removeEventListener('visibilitychange', followVisibility);
    events?.close();
  };
}

/** Loads parts of the page that are not needed yet, because they cannot be loaded when the command has ended. Does not run them. */
function loadScripts(scripts: readonly string[]): void {
  for (const script of scripts) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = new URL(script, pageBase()).href;
    document.head.append(link);
  }
}

function servedVersion(origin: ModelOrigin, { files }: ServedPage): LaterVersion {
  if (origin.kind !== 'served') return undefined;
  const file = files.find(({ path }) => path === origin.file.path);
  if (!file || file.isGone) return 'gone';
  return file.version === origin.file.version ? 'same' : { ...origin, file };
}
