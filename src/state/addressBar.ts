import { decodeLink, encodeLink, isFileOfLink } from '../link/link';
import type { Actions } from './actions';
import { followLink } from './followLink';
import { linkOf } from './stateLink';
import type { AppState, AppStore } from './store';

// Browsers refuse more than about a hundred changes of the address in half a minute.
const settled = 250;

/**
 * Keeps the address bar the link to what is on screen: another tensor makes a step of the history, moving the view does not.
 * @returns a way out
 */
export function bindAddressBar(store: AppStore, actions: Actions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown = placeOf(store.getState());
  // A step that the address asked for is in the history already.
  let following = false;

  function write(): void {
    clearTimeout(timer);
    const state = store.getState();
    if (!isSettled(state)) return;
    const fragment = encodeLink(linkOf(state));
    const place = placeOf(state);
    const isStep = shown !== undefined && place !== shown && !following;
    shown = place;
    following = false;
    if (fragment === location.hash.slice(1)) return;
    const address = fragment ? `#${fragment}` : location.pathname + location.search;
    if (isStep) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }

  // Who runs down the table with the arrow key makes two steps, to where it begins and to where it ends.
  let changedAt = 0;
  const unsubscribe = store.subscribe((state, before) => {
    clearTimeout(timer);
    const alone = performance.now() - changedAt > settled;
    const [place, placeBefore] = [placeOf(state), placeOf(before)];
    if (placeBefore !== undefined && place !== placeBefore) changedAt = performance.now();
    if (place !== shown && alone) write();
    else timer = setTimeout(write, settled);
  });

  async function follow(): Promise<void> {
    clearTimeout(timer);
    const link = decodeLink(location.hash);
    const { model } = store.getState();
    // A review file stands for its model, wherever that lies.
    const isOpen =
      model?.origin.kind === 'review' || (model?.origin.kind === 'file' && isFileOfLink(link, model.contents));
    if (link.model === undefined && link.name !== undefined && !isOpen) {
      const message =
        'this step of the history is a file of your computer, which a page cannot open by itself: drop it again.';
      actions.expectFile(link);
      actions.report({ title: link.name, message });
      return;
    }
    following = true;
    await followLink(link, store, actions);
    write();
    following = false;
  }
  window.addEventListener('popstate', follow);

  return () => {
    clearTimeout(timer);
    unsubscribe();
    window.removeEventListener('popstate', follow);
  };
}

/** While a model is on its way, or its first tensor is not chosen yet, the address is that of the link that asked for it. */
function isSettled({ opening, model, selected }: AppState): boolean {
  return !opening && model !== undefined && (selected !== undefined || model.contents.tensors.length === 0);
}

/** What makes a step of the history: another model, or another tensor of it. */
function placeOf(state: AppState): string | undefined {
  if (!isSettled(state)) return undefined;
  const { origin, contents } = state.model!;
  return `${origin.kind === 'address' ? origin.address : ''} ${contents.name} ${state.selected}`;
}
