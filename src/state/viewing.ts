import type { Coloring } from '../heatmap/coloring';
import type { Note } from '../link/notes';
import type { Session } from '../session/session';
import type { EngineChoice } from '../sparsity/engine';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { type Pattern, patternText } from '../sparsity/pattern';
import { type ViewChoice, viewText } from '../views/matrixView';
import { notesUnder } from './noteKeeping';
import { problemOf } from './problem';
import type { Reading } from './reading';
import type { AppState, AppStore } from './store';

/** Changes of what is shown of the open model. Fields that are left out stay the same. */
export type ViewPatch = {
  /** Key of a tensor of the open model. It is shown at `window`, or complete. */
  readonly tensor?: string;
  /** In rows and columns of the view; undefined: the complete tensor. It is kept until the reader moves the map. */
  readonly window?: MatrixWindow | undefined;
  /** Title of a figure, shown with its window. */
  readonly caption?: string | undefined;
  readonly pattern?: Pattern;
  readonly required?: boolean;
  /** Weights of at most this magnitude count as zero; undefined: exact zeros only. */
  readonly threshold?: number | undefined;
  /** Layout of rows and columns. It is shown at `window`, or complete. */
  readonly view?: ViewChoice;
  readonly coloring?: Coloring;
  /** They belong to `pattern`. Without them, notes of the state are moved to the new pattern. */
  readonly notes?: readonly Note[];
  readonly engine?: EngineChoice;
  /** Without it, a window or a tensor closes the atlas. */
  readonly atlas?: boolean;
};

/** The one function that changes what is shown of the open model: for links, messages of a host page, and controls. */
export function viewingOn(store: AppStore, session: Session, reading: Reading) {
  const { getState, setState } = store;

  /** Applies a patch in one change of the state, and draws at most once. @returns when the map of the tensor is ready or failed */
  async function applyView(patch: ViewPatch): Promise<void> {
    const before = getState();
    const changesCounts = patch.pattern !== undefined && patternText(patch.pattern) !== patternText(before.pattern);
    // The results are those of exact zeros.
    const changesThreshold = 'threshold' in patch && patch.threshold !== before.threshold;
    const changesMap = opensTensor(before, patch) || changesView(before, patch) || changesThreshold;
    // One change: the address bar must not write a tensor with the window of another.
    setState(patchOf(before, patch));
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

  return { applyView };
}

/** Whether a patch names a tensor that is not on screen or on its way. */
function opensTensor({ selected, map }: AppState, { tensor }: ViewPatch): boolean {
  if (tensor === undefined) return false;
  return tensor !== selected || (map.phase !== 'ready' && map.phase !== 'loading');
}

function changesView(state: AppState, { view }: ViewPatch): boolean {
  return view !== undefined && viewText(view) !== viewText(state.view);
}

function patchOf(state: AppState, patch: ViewPatch): Partial<AppState> {
  const { tensor, pattern, view, coloring } = patch;
  const notes = patch.notes ?? (pattern && notesUnder(state.notes, state.pattern, pattern));
  const requestsWindow = tensor !== undefined || 'window' in patch;
  return {
    ...(pattern && { pattern }),
    ...(notes && { notes }),
    ...(patch.required !== undefined && { required: patch.required }),
    ...('threshold' in patch && { threshold: patch.threshold }),
    ...(view && { view }),
    ...(coloring && { coloring }),
    ...(opensTensor(state, patch) && {
      selected: tensor,
      map: { phase: 'loading' },
      structure: undefined,
      picked: undefined,
    }),
    ...((requestsWindow || changesView(state, patch)) && {
      window: patch.window,
      caption: patch.caption,
      windowRequests: state.windowRequests + 1,
    }),
    ...(requestsWindow && { atlas: false }),
    ...(patch.atlas !== undefined && { atlas: patch.atlas }),
  };
}
