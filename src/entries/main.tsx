import type { ServedPage } from '../bytes/servedFiles';
import { decodeLink } from '../link/link';
import { workerSession } from '../session/workerSession';
import { actionsOn } from '../state/actions';
import { bindAddressBar } from '../state/addressBar';
import { openLink } from '../state/followLink';
import { servedPage } from '../state/served';
import { stateOfLink } from '../state/stateLink';
import { appStore } from '../state/store';
import { App } from '../ui/shell/App';
import { showPage } from './showPage';
import '../ui/style/fonts.css';
import '../ui/style/index.css';

const store = appStore();
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const actions = actionsOn(store, workerSession(worker));
const link = decodeLink(location.hash);
store.setState(stateOfLink(link));

bindAddressBar(store, actions);
void actions.chooseEngine(link.engine);
const served = servedPage();
store.setState({ served });
void (served ? openServedFiles(served) : openLink(link, actions));
// After the requests for the model, which do not wait for it.
showPage({ store, actions }, <App />);

async function openServedFiles(page: ServedPage): Promise<void> {
  const { openServed } = await import('../state/servedOpening');
  await openServed(page, link, actions);
}
