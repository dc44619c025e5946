import type { LinkState } from '../link/link';
import { requestedTensor } from '../session/firstTensor';
import type { ModelOrigin } from '../session/session';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { Actions } from './actions';
import type { Task } from './latestTask';
import { missingTensor } from './missingTensor';
import type { RequestedView } from './showing';
import { comparedOfLink, goalOfLink, stateOfLink } from './stateLink';
import { type AppState, type AppStore, selectedTensor } from './store';

/**
 * Opens the model of a link. For a local file it shows what the link holds, and waits for the reader to open the file.
 * @param given the model, if it has no URL
 * @param request default: a new one
 */
export async function openLink(
  link: LinkState,
  actions: Pick<Actions, 'open' | 'expectFile'>,
  given?: ModelOrigin,
  request?: Task,
): Promise<void> {
  if (!given && link.model === undefined) {
    if (link.name !== undefined) actions.expectFile(link);
    return;
  }
  const origin = given ?? { kind: 'address', address: link.model!, member: link.member };
  await actions.open(origin, viewOfLink(link), comparedOfLink(link), { request });
}

/** What a link shows of its model, once that is open. The theme is not part of it: it can change while the model opens. */
export function viewOfLink(link: LinkState): RequestedView {
  const { theme: _current, ...settings } = stateOfLink(link);
  return { ...link, settings, isOfLink: true };
}

/**
 * Shows what a link says on a page that shows something already. A link without a model is about the open one.
 * @param keepsNotes whether the notes on screen stay: the link is an entry of the history that was written before they changed
 */
export async function followLink(
  link: LinkState,
  store: AppStore,
  actions: Actions,
  { keepsNotes = false } = {},
): Promise<void> {
  const request = actions.startRequest();
  const state = store.getState();
  actions.chooseTheme(link.theme);
  const engine = state.engine && link.engine !== state.engine.choice ? { engine: link.engine } : {};
  if (isOtherModel(link, state)) {
    void actions.applyView(engine);
    return openLink(link, actions, undefined, request);
  }
  // The link is about the open model, so the one that was opening is canceled.
  if (state.opening) store.setState({ opening: undefined });
  const tensor = tensorOfLink(link, state);
  const missing = state.model && missingTensor(state.model.contents.name, link, tensor, selectedTensor(state));
  if (missing) actions.report(missing);
  await actions.applyView({
    ...engine,
    pattern: link.pattern,
    threshold: link.threshold,
    coloring: link.color,
    view: link.view,
    ...(keepsNotes ? {} : { notes: link.notes ?? [] }),
    goal: goalOfLink(link),
    required: link.required ?? false,
    atlas: link.atlas ?? false,
    ...(tensor && { tensor: tensorKey(tensor), window: link.window }),
  });
  if (!request.isOn) return;
  const compared = store.getState().comparison?.origin;
  const isCompared = compared?.kind === 'address' && compared.address === link.compare;
  const next = comparedOfLink(link);
  if (next && !isCompared) {
    store.setState({ compareNext: next });
    await actions.compareWith(next, { request, isOfLink: true });
  } else if (!next && compared?.kind === 'address') actions.stopComparing();
}

/** Whether a link names another model than the open one. */
export function isOtherModel(link: LinkState, { model }: AppState): boolean {
  const address = model?.origin.kind === 'address' ? model.origin.address : undefined;
  return link.model !== undefined && (link.model !== address || link.member !== model?.origin.member);
}

/** The tensor that a link names; the one on screen if it names none. Undefined if the model does not have it: the view then stays. */
function tensorOfLink(link: LinkState, state: AppState): WeightTensor | undefined {
  const isNamed = link.tensor !== undefined || link.tensorName !== undefined;
  return isNamed ? requestedTensor(state.model?.contents.tensors ?? [], link) : selectedTensor(state);
}
