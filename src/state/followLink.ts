import type { LinkState } from '../link/link';
import type { ModelOrigin } from '../session/session';
import { patternText } from '../sparsity/pattern';
import { viewText } from '../views/matrixView';
import type { Actions } from './actions';
import { comparedOfLink, stateOfLink } from './stateLink';
import type { AppStore } from './store';

/**
 * Opens what a link names, to be seen as it says: a model at an address, or the picture and the words about a file that only the person can open.
 * @param given the model, where it does not come from an address
 */
export async function openLink(link: LinkState, actions: Actions, given?: ModelOrigin): Promise<void> {
  if (!given && link.model === undefined) {
    if (link.name !== undefined) actions.expectFile(link);
    return;
  }
  const origin = given ?? { kind: 'address', address: link.model!, member: link.member };
  // The page may be given another theme while the model is on its way.
  const { theme: _now, ...seen } = stateOfLink(link);
  await actions.open(origin, { ...link, seen }, comparedOfLink(link));
}

/** Brings a page that shows something to what a link says. One that names no model is about the one that is open. */
export async function followLink(link: LinkState, store: AppStore, actions: Actions): Promise<void> {
  const { model, engine, pattern, view, coloring, threshold } = store.getState();
  actions.chooseTheme(link.theme);
  if (engine && link.engine !== engine.choice) void actions.chooseEngine(link.engine);
  const address = model?.origin.kind === 'address' ? model.origin.address : undefined;
  if (link.model !== undefined && (link.model !== address || link.member !== model?.origin.member)) {
    return openLink(link, actions);
  }
  store.setState({ notes: link.notes ?? [] });
  if (patternText(link.pattern) !== patternText(pattern)) void actions.choosePattern(link.pattern);
  if (link.threshold !== threshold) void actions.chooseThreshold(link.threshold);
  if (link.color !== coloring) actions.chooseColoring(link.color);
  if (viewText(link.view) !== viewText(view)) void actions.chooseView(link.view, link.window);
  await actions.goTo(link);
  const compared = store.getState().comparison?.origin;
  const isCompared = compared?.kind === 'address' && compared.address === link.compare;
  const next = comparedOfLink(link);
  if (next && !isCompared) await actions.compareWith(next);
  else if (!next && compared?.kind === 'address') actions.stopComparing();
}
