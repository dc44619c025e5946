import { automaticView } from '../heatmap/automaticView';
import { coloringOf, type LinkState, pageBase } from '../link/link';
import type { ModelOrigin } from '../session/session';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { shownView, type ViewChoice, viewOf, viewText } from '../views/matrixView';
import { type AppState, selectedTensor } from './store';

/** The link to what is on screen. */
export function linkOf(state: AppState): LinkState {
  const { model, window, pattern, coloring, engine, theme, hash, notes, threshold } = state;
  const compared = state.comparison?.origin ?? state.compareNext;
  const sha256 = hash?.phase === 'done' ? hash.sha256 : undefined;
  const tensor = selectedTensor(state);
  return {
    ...(model && 'address' in model.origin && { model: relativeToPage(model.origin.address) }),
    ...(model?.origin.kind === 'file' && {
      name: model.contents.name,
      size: model.contents.byteLength,
      ...(sha256 && { sha256 }),
    }),
    ...(model?.origin.member && { member: model.origin.member }),
    ...(tensor && { tensor: tensorKey(tensor), tensorName: tensor.name }),
    ...(window && { window }),
    pattern,
    ...(threshold !== undefined && { threshold }),
    view: tensor ? viewInLink(tensor, state) : state.view,
    color: coloring,
    engine: engine?.choice ?? 'auto',
    theme,
    ...(notes.length > 0 && { notes }),
    ...(compared?.kind === 'address' && { compare: relativeToPage(compared.address) }),
  };
}

/** The view of a tensor. A layout that it does not have is not shown. */
function viewInLink(tensor: WeightTensor, { view, window, pattern, mapSize }: AppState): ViewChoice {
  const shown = shownView(tensor, view);
  if (window || viewText(shown) !== '' || viewText(automaticView(tensor, pattern, mapSize)) === '') return shown;
  // A link without view and window opens with the automatic view, which is another one.
  return { ...shown, layout: viewOf(tensor, view).layout };
}

/** The part of the state that a link sets before a model is open. */
export function stateOfLink(link: LinkState): Partial<AppState> {
  return {
    theme: link.theme,
    pattern: link.pattern,
    view: link.view,
    isViewAutomatic: viewText(link.view) === '',
    coloring: coloringOf(link),
    threshold: link.threshold,
    notes: link.notes ?? [],
  };
}

/** The second model of a link, which its model is compared with. */
export function comparedOfLink({ compare }: LinkState): ModelOrigin | undefined {
  return compare === undefined ? undefined : { kind: 'address', address: compare };
}

/** Models below the folder of the page get a relative URL, so that links still work when the site moves. */
function relativeToPage(address: string): string {
  const base = new URL('.', pageBase()).href;
  const rest = address.startsWith(base) ? address.slice(base.length) : '';
  return rest !== '' && new URL(rest, base).href === address ? rest : address;
}
