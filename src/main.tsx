import { createRoot } from 'react-dom/client';
import { workerAnalyst } from './analyst/workerAnalyst';
import { actionsOn } from './state/actions';
import { bindAddressBar } from './state/addressBar';
import { decodeLink } from './state/link';
import { appStore } from './state/store';
import { App } from './ui/App';
import { AppContext } from './ui/appContext';
import { ErrorBoundary } from './ui/ErrorBoundary';
import './ui/style/index.css';

const store = appStore();
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const actions = actionsOn(store, workerAnalyst(worker));
const link = decodeLink(location.hash);
store.setState({
  theme: link.theme,
  pattern: link.pattern,
  view: link.view,
  // A comparison with a file of somebody's computer is not in a link.
  colouring: link.color === 'compare' && !link.compare ? 'nonzero' : link.color,
  threshold: link.threshold,
  notes: link.notes ?? [],
});

createRoot(document.getElementById('root')!).render(
  <ErrorBoundary store={store}>
    <AppContext value={{ store, actions }}>
      <App />
    </AppContext>
  </ErrorBoundary>,
);

bindAddressBar(store, actions);
void actions.chooseEngine(link.engine);
if (link.model === undefined && link.name !== undefined) actions.await(link);
if (link.model) {
  const origin = { kind: 'address', address: link.model, member: link.member } as const;
  if (link.compare) void actions.openPair(origin, { kind: 'address', address: link.compare }, link);
  else void actions.open(origin, link);
}
