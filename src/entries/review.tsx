import { type ReviewData, reviewTags } from '../exports/reviewFile';
import { decodeLink } from '../link/link';
import { reviewSession } from '../session/reviewSession';
import { actionsOn } from '../state/actions';
import { bindAddressBar } from '../state/addressBar';
import { stateOfLink } from '../state/stateLink';
import { appStore } from '../state/store';
import { App } from '../ui/shell/App';
import style from '../ui/style/index.css?inline';
import { showPage } from './showPage';

// The page of a review file: the same store and components, with the masks in the file instead of a worker.
const data = JSON.parse(textOf(reviewTags.data)) as ReviewData;
const store = appStore();
const actions = actionsOn(store, reviewSession(data, textOf(reviewTags.masks)));
// A fragment in the URL overrides the view stored in the file.
const link = decodeLink(location.hash.length > 1 ? location.hash : data.fragment);
store.setState(stateOfLink(link));

const sheet = document.createElement('style');
sheet.textContent = style;
document.head.append(sheet);
showPage({ store, actions }, <App />);

bindAddressBar(store, actions);
void showModel();

async function showModel(): Promise<void> {
  await actions.chooseEngine('auto');
  await actions.open({ kind: 'review', name: data.report.model.name }, link);
  // Captions of figures contain the hash.
  store.setState({ hash: { phase: 'done', sha256: data.report.model.sha256 } });
}

function textOf(tag: string): string {
  return document.getElementById(tag)!.textContent;
}
