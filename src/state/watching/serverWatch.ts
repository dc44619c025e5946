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

  document.addEventListener('visibilitychange', followVisibility);
  followVisibility();
  return () => {
    document.removeEventListener('visibilitychange', followVisibility);
    events?.close();
  };
}

function servedVersion(origin: ModelOrigin, { files }: ServedPage): LaterVersion {
  if (origin.kind !== 'served') return undefined;
  const file = files.find(({ path }) => path === origin.file.path);
  if (!file || file.isGone) return 'gone';
  return file.version === origin.file.version ? 'same' : { ...origin, file };
}
