import { createRoot } from 'react-dom/client';
import { reviewAnalyst, reviewData } from './reviewAnalyst';
import { actionsOn } from './state/actions';
import { bindAddressBar } from './state/addressBar';
import { decodeLink } from './state/link';
import { appStore } from './state/store';
import { App } from './ui/App';
import { AppContext } from './ui/appContext';
import { ErrorBoundary } from './ui/ErrorBoundary';
import style from './ui/style/index.css?inline';

// The page of a review file: the same store and views, over the masks that the file holds.
const data = reviewData();
const store = appStore();
const actions = actionsOn(store, reviewAnalyst(data));
// A link to a place in the file wins over the place that it was made at.
const link = decodeLink(location.hash.length > 1 ? location.hash : data.fragment);
store.setState({
  theme: link.theme,
  pattern: link.pattern,
  view: link.view,
  colouring: link.color,
  notes: link.notes ?? [],
});

const sheet = document.createElement('style');
sheet.textContent = style;
document.head.append(sheet);
createRoot(document.getElementById('root')!).render(
  <ErrorBoundary store={store}>
    <AppContext value={{ store, actions }}>
      <App />
    </AppContext>
  </ErrorBoundary>,
);

bindAddressBar(store, actions);
void actions.chooseEngine('auto').then(() => actions.open({ kind: 'review', name: data.report.model.name }, link));
