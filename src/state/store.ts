import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HostColors } from '../embed/messages';
import type { Coloring } from '../heatmap/coloring';
import type { Place } from '../heatmap/viewport';
import type { LinkState, ThemeChoice } from '../link/link';
import type { Note } from '../link/notes';
import type { Snapshot } from '../link/snapshot';
import type { Counts, ModelOrigin, SessionModel } from '../session/session';
import type { EngineStatus } from '../sparsity/engine';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { type Pattern, twoOfFour } from '../sparsity/pattern';
import type { Structure } from '../sparsity/structure';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { Magnitudes } from '../views/magnitudes';
import { defaultView, type ViewChoice } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';
import type { Comparison } from './comparing';
import type { Problem } from './problem';

export type AppState = {
  /** A model on its way in; what was open before stays until it is there. */
  readonly opening: Opening | undefined;
  readonly model: OpenModel | undefined;
  /** The tensors of the model being read one after the other, while they are. */
  readonly counting: { readonly done: number; readonly total: number } | undefined;
  /** By tensor key. */
  readonly results: ReadonlyMap<string, TensorResult>;
  /** Key of the tensor on screen. */
  readonly selected: string | undefined;
  readonly map: MapState;
  /** Whether all tensors are shown on one sheet, in the place of the map. */
  readonly atlas: boolean;
  /** What the zeros of the tensor on screen are like, once it is known. */
  readonly structure: Structure | undefined;
  readonly pattern: Pattern;
  /** Weights of at most this magnitude count as zero; undefined: only what is zero does. */
  readonly threshold: number | undefined;
  /** Which rows and columns tensors are drawn as, where they have them. */
  readonly view: ViewChoice;
  readonly coloring: Coloring;
  /** How large the weights of the picture on screen are; read when colors are to say it. */
  readonly magnitudes: MagnitudesState | undefined;
  /** The model that this one is compared with. */
  readonly comparison: Comparison | undefined;
  /** Where that one is, while it is on its way. */
  readonly compareNext: ModelOrigin | undefined;
  /** Remarks on weights; links carry them. */
  readonly notes: readonly Note[];
  /** A weight of the tensor on screen that the person chose, in rows and columns of the weight matrix. */
  readonly picked: Place | undefined;
  /** What a link shows of a file that is not open. */
  readonly snapshot: SnapshotShown | undefined;
  /** What is shown of the selected tensor; absent: all of it. */
  readonly window: MatrixWindow | undefined;
  /** Counts up when a link or a button asks for a window: the map then moves there, while it leads when the person moves it. */
  readonly windowRequests: number;
  /** The title of a figure, while its window is shown. */
  readonly caption: string | undefined;
  readonly engine: EngineStatus | undefined;
  readonly theme: ThemeChoice;
  /** Colors that the page around an embedded one wants. */
  readonly hostColors: HostColors | undefined;
  /** SHA-256 of the open file, once it is known. */
  readonly hash: HashState | undefined;
  readonly problem: Problem | undefined;
  /** A file of this computer that the link is about; the page shows what the link asks for once it is opened. */
  readonly expectedLink: LinkState | undefined;
};

type Opening = { readonly name: string; readonly loaded: number; readonly total: number | undefined };

export type OpenModel = SessionModel & {
  readonly origin: ModelOrigin;
  /** Weights that nobody asked for yet are not fetched: of an address, only what is on screen is read. */
  readonly unread: boolean;
};

export type TensorResult =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'done'; readonly counts: Counts }
  | { readonly phase: 'failed'; readonly message: string };

type MapState =
  | { readonly phase: 'empty' }
  /** `share` 0..1 of a tensor that is read in several parts. */
  | { readonly phase: 'loading'; readonly share?: number }
  | { readonly phase: 'ready'; readonly tensorMap: TensorMap }
  | { readonly phase: 'failed'; readonly message: string };

type MagnitudesState =
  | { readonly phase: 'loading'; readonly share: number }
  | { readonly phase: 'ready'; readonly tensorMap: TensorMap; readonly magnitudes: Magnitudes }
  | { readonly phase: 'failed'; readonly message: string };

type SnapshotShown = Pick<Snapshot, 'tensor' | 'verdicts'>;

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
    structure: undefined,
    pattern: twoOfFour,
    threshold: undefined,
    view: defaultView,
    coloring: 'nonzero',
    magnitudes: undefined,
    comparison: undefined,
    compareNext: undefined,
    notes: [],
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
    expectedLink: undefined,
  }));
}

export function selectedTensor({ model, selected, snapshot }: AppState): WeightTensor | undefined {
  if (snapshot) return snapshot.tensor;
  return model?.contents.tensors.find((tensor) => tensorKey(tensor) === selected);
}
