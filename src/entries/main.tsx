import { decodeLink } from '../link/link';
import { workerSession } from '../session/workerSession';
import { actionsOn } from '../state/actions';
import { bindAddressBar } from '../state/addressBar';
import { openLink } from '../state/followLink';
import { stateOfLink } from '../state/stateLink';
import { appStore } from '../state/store';
import { PrunePartsContext } from '../ui/prune/pruneParts';
import { RunPartsContext } from '../ui/run/runParts';
import { App } from '../ui/shell/App';
import { lazy } from '../ui/shell/lazy';
import { showPage } from './showPage';
import '../ui/style/fonts.css';
import '../ui/style/index.css';

const store = appStore();
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const session = workerSession(worker);
const actions = actionsOn(store, session);
const link = decodeLink(location.hash);
store.setState(stateOfLink(link));

bindAddressBar(store, actions);
void actions.chooseEngine(link.engine);
void openLink(link, actions);
const pruneParts = lazy(async () => (await import('./pruneParts')).pruneParts(store, actions, session));
const runParts = lazy(async () => (await import('./runParts')).runParts);
// After the requests for the model, which do not wait for it.
showPage(
  { store, actions },
  <RunPartsContext value={runParts}>
    <PrunePartsContext value={pruneParts}>
      <App />
    </PrunePartsContext>
  </RunPartsContext>,
);
