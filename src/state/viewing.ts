import { automaticView } from '../heatmap/automaticView';
import type { Coloring } from '../heatmap/coloring';
import type { PixelSize } from '../heatmap/viewport';
import type { Note } from '../link/notes';
import type { Session } from '../session/session';
import type { EngineChoice } from '../sparsity/engine';
import type { Goal } from '../sparsity/goal';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { type Pattern, patternText } from '../sparsity/pattern';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { defaultView, type ViewChoice, viewText } from '../views/matrixView';
import { notesReplaced } from './noteHiding';
import { notesUnder } from './noteKeeping';
import { problemOf } from './problem';
import type { Reading } from './reading';
import { type AppState, type AppStore, tensorOf } from './store';

/** Changes of what is shown of the open model. Fields that are left out stay the same. */
export type ViewPatch = {
  /** Key of a tensor of the open model. It is shown at `window`, or complete. */
  readonly tensor?: string;
  /** In rows and columns of the view; undefined: the complete tensor. It is kept until the reader moves the map. */
  readonly window?: MatrixWindow | undefined;
  /** Title of a figure, shown with its window. */
  readonly caption?: string | undefined;
  readonly pattern?: Pattern;
  readonly goal?: Goal;
  readonly required?: boolean;
  /** Weights of at most this magnitude count as zero; undefined: exact zeros only. */
  readonly threshold?: number | undefined;
  /**
   * Layout of rows and columns. It is shown at `window`, or complete. The default view of a tensor stands for no choice: without a window, the
   * tensor has its automatic view.
   */
  readonly view?: ViewChoice;
  readonly coloring?: Coloring;
  /** They belong to `pattern`. Without them, notes of the state are moved to the new pattern. */
  readonly notes?: readonly Note[];
  readonly engine?: EngineChoice;
  /** Without it, a window or a tensor closes the atlas. */
  readonly atlas?: boolean;
  /** The tensor is that on screen, in another version of the model: view and details stay. */
  readonly keepsView?: boolean;
};

/** The size of the map when a tensor first had its automatic view. A reader who returns to it finds the same view, also on a map of another size. */
type FirstSizes = WeakMap<WeightTensor, PixelSize>;

/** The one function that changes what is shown of the open model: for links, messages of a host page, and controls. */
export function viewingOn(store: AppStore, session: Session, reading: Reading) {
  const { getState, setState } = store;
  const firstSizes: FirstSizes = new WeakMap();

  /** Applies a patch in one change of the state, and draws at most once. @returns when the map of the tensor is ready or failed */
  async function applyView(patch: ViewPatch): Promise<void> {
    const before = getState();
    const changesCounts = patch.pattern !== undefined && patternText(patch.pattern) !== patternText(before.pattern);
    // The results are those of exact zeros.
    const changesThreshold = 'threshold' in patch && patch.threshold !== before.threshold;
    const next = patchOf(before, patch, firstSizes);
    const changesMap = opensTensor(before, patch) || changesView(before, next) || changesThreshold;
    // One change: the address bar must not write a tensor with the window of another.
    setState(next);
    // Results of the state before must not arrive while the engine is chosen.
    if (patch.engine !== undefined && (changesCounts || changesMap)) reading.stop();
    if (patch.engine !== undefined && changesCounts) reading.clearResults();
    const changesEngine = patch.engine !== undefined && (await hasNewEngine(patch.engine));
    if (changesCounts || changesEngine) void reading.readAgain();
    else if (changesMap) void reading.draw();
    await reading.drawn();
  }

  /** Chooses an engine. @returns whether it replaces another: results are then computed again, since their times differ */
  async function hasNewEngine(choice: EngineChoice): Promise<boolean> {
    const isFirst = getState().engine === undefined;
    try {
      setState({ engine: await session.chooseEngine(choice) });
      return !isFirst;
    } catch (thrown) {
      setState({ problem: problemOf(thrown, 'Prunescope') });
      return false;
    }
  }

  /** The size of the map is known or has changed. A tensor that was opened before the size was known has its automatic view now. */
  function measureMap(mapSize: PixelSize): void {
    const before = getState();
    if (before.mapSize?.width === mapSize.width && before.mapSize.height === mapSize.height) return;
    setState({ mapSize });
    const { selected, window, isViewAutomatic, snapshot } = before;
    if (before.mapSize || snapshot || !isViewAutomatic || window || selected === undefined) return;
    void applyView({ tensor: selected, view: defaultView });
  }

  return { applyView, measureMap };
}

/** Whether a patch names a tensor that is not on screen or on its way. */
function opensTensor({ selected, map }: AppState, { tensor }: ViewPatch): boolean {
  if (tensor === undefined) return false;
  return tensor !== selected || (map.phase !== 'ready' && map.phase !== 'loading');
}

function changesView(state: AppState, { view }: Pick<ViewPatch, 'view'>): boolean {
  return view !== undefined && viewText(view) !== viewText(state.view);
}

function patchOf(state: AppState, patch: ViewPatch, firstSizes: FirstSizes): Partial<AppState> {
  const { tensor, pattern, coloring } = patch;
  const chosen = chosenView(state, patch, firstSizes);
  const requestsWindow = tensor !== undefined || 'window' in patch;
  return {
    ...(pattern && { pattern }),
    ...(patch.notes && notesReplaced(state, patch.notes)),
    ...(pattern && !patch.notes && notesMoved(state, pattern)),
    ...(patch.goal && { goal: patch.goal }),
    ...(patch.required !== undefined && { required: patch.required }),
    ...('threshold' in patch && { threshold: patch.threshold }),
    ...chosen,
    ...(coloring && { coloring }),
    ...(opensTensor(state, patch) && {
      selected: tensor,
      map: { phase: 'loading' },
      structure: undefined,
      picked: undefined,
    }),
    ...((requestsWindow || changesView(state, chosen)) && {
      window: patch.window,
      caption: patch.caption,
      windowRequests: state.windowRequests + 1,
    }),
    ...(requestsWindow && { atlas: false }),
    ...(tensor !== undefined && !patch.keepsView && { modelPage: false }),
    ...(patch.atlas !== undefined && { atlas: patch.atlas }),
  };
}

/** The view that a patch chooses, by itself or because it opens a tensor. */
function chosenView(
  state: AppState,
  patch: ViewPatch,
  firstSizes: FirstSizes,
): Partial<Pick<AppState, 'view' | 'isViewAutomatic'>> {
  const { view, window } = patch;
  if (patch.keepsView) return {};
  const isChoice = view !== undefined && (patch.tensor === undefined || viewText(view) !== '');
  if (isChoice) return { view, isViewAutomatic: false };
  if (view === undefined && !(opensTensor(state, patch) && state.isViewAutomatic)) return {};
  const tensor = tensorOf(state, patch.tensor);
  if (!tensor || window) return { view: defaultView, isViewAutomatic: true };
  const size = firstSizes.get(tensor) ?? state.mapSize;
  if (size) firstSizes.set(tensor, size);
  return { view: automaticView(tensor, patch.pattern ?? state.pattern, size), isViewAutomatic: true };
}

/** The notes under another pattern. Those that were shared change in the same way, so that none counts as changed. */
function notesMoved({ notes, sharedNotes, pattern: from }: AppState, to: Pattern): Partial<AppState> {
  return { notes: notesUnder(notes, from, to), sharedNotes: notesUnder(sharedNotes, from, to) };
}
