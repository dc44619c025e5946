import { automaticView } from '../heatmap/automaticView';
import { coloringOf, type LinkState } from '../link/link';
import { pageBase } from '../link/linkBase';
import type { ModelOrigin } from '../session/session';
import { type Goal, patternGoal } from '../sparsity/goal';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { shownView, type ViewChoice, viewOf, viewText } from '../views/matrixView';
import { notesModelOfLink } from './notesModel';
import { isLocalFile } from './origin';
import { type AppState, selectedTensor } from './store';

/** The link to what is on screen. */
export function linkOf(state: AppState): LinkState {
  const { model, snapshot, window, pattern, coloring, engine, theme, hash, notes, threshold } = state;
  const compared = state.comparison?.origin ?? state.compareNext;
  const sha256 = hash?.phase === 'done' ? hash.sha256 : undefined;
  const tensor = selectedTensor(state);
  const address = model && 'address' in model.origin ? model.origin.address : undefined;
  return {
    ...(address !== undefined && { model: relativeToPage(address) }),
    ...(model &&
      isWithoutAddress(model.origin) && {
        name: model.contents.name,
        size: model.contents.byteLength,
        ...(sha256 && { sha256 }),
      }),
    ...(snapshot && fileOfLink(snapshot.link)),
    ...(model?.origin.member && { member: model.origin.member }),
    ...(tensor && { tensor: tensorKey(tensor), tensorName: tensor.name }),
    ...(window && { window }),
    pattern,
    ...(threshold !== undefined && { threshold }),
    view: tensor ? viewInLink(tensor, state) : state.view,
    color: coloring,
    ...(state.atlas && { atlas: true as const }),
    ...(state.goal.kind === 'target' && { target: state.goal.target }),
    ...(state.goal.kind === 'sparsity' && { sparsity: state.goal.least }),
    ...(state.required && { required: true as const }),
    engine: engine?.choice ?? 'auto',
    theme,
    ...(notes.length > 0 && { notes }),
    ...(compared?.kind === 'address' && { compare: relativeToPage(compared.address) }),
  };
}

/** Whether a model is a file that the reader has to open, also one that the page around a frame reads. */
function isWithoutAddress(origin: ModelOrigin): boolean {
  return isLocalFile(origin) || (origin.kind === 'host' && origin.address === undefined);
}

/** The view of a tensor. A layout that it does not have is not shown. */
function viewInLink(tensor: WeightTensor, { view, window, pattern, mapSize }: AppState): ViewChoice {
  const shown = shownView(tensor, view);
  if (window || viewText(shown) !== '' || viewText(automaticView(tensor, pattern, mapSize)) === '') return shown;
  // A link without view and window opens with the automatic view, which is another one.
  return { ...shown, layout: viewOf(tensor, view).layout };
}

/** The fields of a link that identify its local file and show its preview. */
function fileOfLink({ name, size, sha256, member, snapshot }: LinkState): Partial<LinkState> {
  return {
    ...(name !== undefined && { name }),
    ...(size !== undefined && { size }),
    ...(sha256 && { sha256 }),
    ...(member && { member }),
    ...(snapshot && { snapshot }),
  };
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
    atlas: link.atlas ?? false,
    goal: goalOfLink(link),
    required: link.required ?? false,
    notes: link.notes ?? [],
    sharedNotes: link.notes ?? [],
    notesModel: notesModelOfLink(link),
  };
}

/** The goal of a link. Without target and share of zeros, it is the pattern. */
export function goalOfLink({ target, sparsity }: Pick<LinkState, 'target' | 'sparsity'>): Goal {
  if (target) return { kind: 'target', target };
  return sparsity === undefined ? patternGoal : { kind: 'sparsity', least: sparsity };
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
