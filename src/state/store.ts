import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NetworkWait } from '../bytes/networkWait';
import type { ServedPage } from '../bytes/servedFiles';
import type { HostColors } from '../embed/messages';
import type { Coloring } from '../heatmap/coloring';
import type { PixelSize, Place } from '../heatmap/viewport';
import type { LinkState, ThemeChoice } from '../link/link';
import type { Note } from '../link/notes';
import type { Snapshot } from '../link/snapshot';
import type { Counts } from '../session/questionData';
import type { ModelOrigin, SessionModel } from '../session/session';
import type { EngineStatus } from '../sparsity/engine';
import { type Goal, patternGoal } from '../sparsity/goal';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { type Pattern, twoOfFour } from '../sparsity/pattern';
import type { Structure } from '../sparsity/structure';
import type { Worth } from '../sparsity/targetResult';
import type { ModelContents } from '../tflite/weights/modelContents';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { Magnitudes } from '../views/magnitudes';
import { defaultView, type ViewChoice } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';
import type { Comparison } from './comparison';
import type { HiddenNotes, NoteChange, NotesModel } from './noteState';
import type { PlanningState } from './planningState';
import type { Problem } from './problem';
import type { PruningState } from './pruningState';

export type AppState = {
  /** The model that is opening. The open model stays until then. */
  readonly opening: Opening | undefined;
  readonly model: OpenModel | undefined;
  /** Progress while the tensors of the model are counted. */
  readonly counting: { readonly done: number; readonly total: number } | undefined;
  /** Results by tensor key. */
  readonly results: ReadonlyMap<string, TensorResult>;
  /** Key of the tensor on screen. */
  readonly selected: string | undefined;
  readonly map: MapState;
  /** Whether the atlas of all tensors replaces the map. */
  readonly atlas: boolean;
  /** Whether the details are those of the model, not of the tensor on screen. */
  readonly modelPage: boolean;
  /** Structure of the zeros of the tensor on screen, once it is read. */
  readonly structure: Structure | undefined;
  readonly pattern: Pattern;
  /** What weights are pruned for. */
  readonly goal: Goal;
  /** What the zeros of tensors are worth, by tensor key. Tensors that were not asked about yet are left out. */
  readonly worths: ReadonlyMap<string, WorthResult>;
  /** Whether tensors must reach the goal. Those that do not are shown as errors. */
  readonly required: boolean;
  /** Weights of at most this magnitude count as zero; undefined: exact zeros only. */
  readonly threshold: number | undefined;
  /** The weights are pruned, as a what-if. Undefined while there is a threshold. */
  readonly pruning: PruningState | undefined;
  /** The plan for the open model, once the reader has begun one. */
  readonly planning: PlanningState | undefined;
  /** Layout of rows and columns. Tensors without that layout have the default one. */
  readonly view: ViewChoice;
  /** Whether neither a link nor the reader chose the view. Another tensor then has its own automatic view. */
  readonly isViewAutomatic: boolean;
  /** Size of the map with the sheet of a phone closed, CSS pixels, once it is measured. */
  readonly mapSize: PixelSize | undefined;
  readonly coloring: Coloring;
  /** Magnitudes of the tensor on screen, while the coloring shows them. */
  readonly magnitudes: MagnitudesState | undefined;
  /** The second model of a comparison. */
  readonly comparison: Comparison | undefined;
  /** Origin of the second model while it is expected. */
  readonly compareNext: ModelOrigin | undefined;
  /** Notes on weights. Links contain them. */
  readonly notes: readonly Note[];
  /** The model that the notes belong to; undefined before the first model or link. */
  readonly notesModel: NotesModel | undefined;
  /** The notes of the link that was opened or copied last. */
  readonly sharedNotes: readonly Note[];
  /** Changes of the notes that can be undone, the last one last. */
  readonly noteChanges: readonly NoteChange[];
  /** Notes of models that were open before. */
  readonly hiddenNotes: readonly HiddenNotes[];
  /** Notes of the model before, while the page asks whether to keep them on screen. */
  readonly notesQuestion: HiddenNotes | undefined;
  /** The weight that the reader chose, in rows and columns of the weight matrix. */
  readonly picked: Place | undefined;
  /** Snapshot of a link whose file is not open. */
  readonly snapshot: SnapshotShown | undefined;
  /** Visible window of the selected tensor, in rows and columns of the view; undefined: the complete tensor. */
  readonly window: MatrixWindow | undefined;
  /** Increases when a link or a button requests a window: the map then moves to `window`. When the reader moves the map, `window` follows it. */
  readonly windowRequests: number;
  /** Title of the figure whose window is shown. */
  readonly caption: string | undefined;
  readonly engine: EngineStatus | undefined;
  readonly theme: ThemeChoice;
  /** Colors from the host page of an embedded map. */
  readonly hostColors: HostColors | undefined;
  /** SHA-256 of the open local file. */
  readonly hash: HashState | undefined;
  readonly problem: Problem | undefined;
  /** Set while a link waits for permission to load its model. */
  readonly linkQuestion: LinkQuestion | undefined;
  /** Repeats the request that `problem` is about, if that can help. Without effect on any later problem. */
  readonly retry: { readonly problem: Problem; run(): void } | undefined;
  /** Why a request to a server takes long. */
  readonly wait: NetworkWait | undefined;
  /** A link to a local file that is not open. It is applied when the reader opens the file. */
  readonly expectedLink: LinkState | undefined;
  /** The page that the command serves, and the files with it; undefined on all other pages. */
  readonly served: ServedPage | undefined;
};

type Opening = {
  readonly name: string;
  readonly loaded: number;
  readonly total: number | undefined;
  /** A file of the reader. It opens in milliseconds, so the page is not rendered until its map, see ui/shell/mapFirst.ts. */
  readonly isLocal?: boolean;
};

export type OpenModel = SessionModel & {
  readonly origin: ModelOrigin;
  /** True while tensors other than the one on screen are not read: large models from a URL are read on request. */
  readonly unread: boolean;
  /** The same contents with the sizes of constants by what the file stores, once they are read. */
  readonly stored?: ModelContents;
};

/** Asks whether a link may load a model from another host. */
export type LinkQuestion = {
  /** With the port. */
  readonly host: string;
  readonly address: string;
  /** Whether the host is this computer or in its network. */
  readonly isPrivate: boolean;
};

export type TensorResult =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'done'; readonly counts: Counts }
  /** `mayPass`: reading again can help. */
  | { readonly phase: 'failed'; readonly message: string; readonly mayPass?: true };

export type WorthResult =
  | {
      readonly phase: 'done';
      readonly worth: Worth;
    }
  | { readonly phase: 'failed'; readonly message: string };

type MapState =
  | { readonly phase: 'empty' }
  /** `share` from 0 to 1, for a tensor that is read in parts. */
  | { readonly phase: 'loading'; readonly share?: number }
  /** `whatIf`: the threshold of the map, if there is one, and the counts with it. While a threshold is dragged, the state has a newer one. */
  | {
      readonly phase: 'ready';
      readonly tensorMap: TensorMap;
      readonly whatIf?: { readonly threshold: number; readonly counts: Counts };
    }
  /** `again`: what can help. A model that has changed is opened again. */
  | { readonly phase: 'failed'; readonly message: string; readonly again?: 'read' | 'open' | undefined };

type MagnitudesState =
  | { readonly phase: 'loading'; readonly share: number }
  | { readonly phase: 'ready'; readonly tensorMap: TensorMap; readonly magnitudes: Magnitudes }
  | { readonly phase: 'failed'; readonly message: string };

type SnapshotShown = Pick<Snapshot, 'tensor' | 'verdicts'> & {
  /** The link that contains the snapshot. It identifies the file. */
  readonly link: LinkState;
};

type HashState =
  | { readonly phase: 'working'; readonly share: number }
  | { readonly phase: 'done'; readonly sha256: string };

export type AppStore = StoreApi<AppState>;

export function appStore(): AppStore {
  return createStore<AppState>(() => ({
    opening: undefined,
    model: undefined,
    counting: undefined,
    results: new Map(),
    selected: undefined,
    map: { phase: 'empty' },
    atlas: false,
    modelPage: false,
    structure: undefined,
    pattern: twoOfFour,
    goal: patternGoal,
    worths: new Map(),
    required: false,
    threshold: undefined,
    pruning: undefined,
    planning: undefined,
    view: defaultView,
    isViewAutomatic: true,
    mapSize: undefined,
    coloring: 'nonzero',
    magnitudes: undefined,
    comparison: undefined,
    compareNext: undefined,
    notes: [],
    notesModel: undefined,
    sharedNotes: [],
    noteChanges: [],
    hiddenNotes: [],
    notesQuestion: undefined,
    picked: undefined,
    snapshot: undefined,
    window: undefined,
    windowRequests: 0,
    caption: undefined,
    engine: undefined,
    theme: 'auto',
    hostColors: undefined,
    hash: undefined,
    problem: undefined,
    linkQuestion: undefined,
    retry: undefined,
    wait: undefined,
    expectedLink: undefined,
    served: undefined,
  }));
}

/** The tensor on screen, of the open model or of the snapshot. */
export function selectedTensor(state: AppState): WeightTensor | undefined {
  return state.snapshot ? state.snapshot.tensor : tensorOf(state, state.selected);
}

/** A tensor of the open model. */
export function tensorOf({ model }: Pick<AppState, 'model'>, key: string | undefined): WeightTensor | undefined {
  return model?.contents.tensors.find((tensor) => tensorKey(tensor) === key);
}
