import { coloringOf, type LinkState, pageBase } from '../link/link';
import type { ModelOrigin } from '../session/session';
import { tensorKey } from '../tflite/weights/weightTensor';
import { shownView } from '../views/matrixView';
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
    // A layout that the tensor on screen does not have is not shown.
    view: tensor ? shownView(tensor, state.view) : state.view,
    color: coloring,
    ...(state.atlas && { atlas: true as const }),
    ...(state.required && { required: true as const }),
    engine: engine?.choice ?? 'auto',
    theme,
    ...(notes.length > 0 && { notes }),
    ...(compared?.kind === 'address' && { compare: relativeToPage(compared.address) }),
  };
}

/** The part of the state that a link sets before a model is open. */
export function stateOfLink(link: LinkState): Partial<AppState> {
  return {
    theme: link.theme,
    pattern: link.pattern,
    view: link.view,
    coloring: coloringOf(link),
    threshold: link.threshold,
    atlas: link.atlas ?? false,
    required: link.required ?? false,
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
