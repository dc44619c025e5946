import type { ServedPage } from '../bytes/servedFiles';
import { decodeLink } from '../link/link';
import { pageBase } from '../link/linkBase';
import { workerSession } from '../session/workerSession';
import { actionsOn } from '../state/actions';
import { bindAddressBar } from '../state/addressBar';
import { openLink } from '../state/followLink';
import { historyEntryOf } from '../state/historyEntry';
import { servedPage } from '../state/served';
import { stateOfLink } from '../state/stateLink';
import { appStore } from '../state/store';
import { PrunePartsContext } from '../ui/prune/pruneParts';
import { RunPartsContext } from '../ui/run/runParts';
import { App } from '../ui/shell/App';
import { lazy } from '../ui/shell/lazy';
import type { LaunchQueue } from './launchedFiles';
import { allowScriptsOf } from './scriptAddresses';
import { showPage } from './showPage';
import '../ui/style/fonts.css';
import '../ui/style/index.css';

allowScriptsOf(pageBase());
const store = appStore();
const startWorker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const session = workerSession(startWorker);
const actions = actionsOn(store, session);
const link = decodeLink(location.hash);
const entry = historyEntryOf(history.state);
store.setState(stateOfLink(link));

bindAddressBar(store, actions);
void actions.chooseEngine(link.engine);
const served = servedPage();
store.setState({ served });
void (served ? openServedFiles(served) : openLink(link, actions));
const pruneParts = lazy(async () => (await import('./pruneParts')).pruneParts(store, actions, session));
const runParts = lazy(async () => (await import('./runParts')).runParts);
// The address of `prunescope open` is another one each time.
const isKept = import.meta.env.PROD && !served && 'serviceWorker' in navigator;
// Keeping the page for offline use must not delay the first map.
const keepPage = () => void (isKept && import('./offline').then(({ workOffline }) => workOffline(store)));
// After the requests for the model, which do not wait for it.
showPage(
  { store, actions },
  <RunPartsContext value={runParts}>
    <PrunePartsContext value={pruneParts}>
      <App onPrepared={keepPage} />
    </PrunePartsContext>
  </RunPartsContext>,
);

const { launchQueue } = window as { launchQueue?: LaunchQueue };
if (launchQueue) void import('./launchedFiles').then((parts) => parts.openLaunchedFiles(launchQueue, actions));

async function openServedFiles(page: ServedPage): Promise<void> {
  const { openServed } = await import('../state/servedOpening');
  await openServed(page, link, actions, entry);
}
