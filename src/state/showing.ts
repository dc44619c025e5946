import type { LinkState } from '../link/link';
import { ModelError } from '../modelError';
import { firstTensor, requestedTensor } from '../session/firstTensor';
import type { FirstMap } from '../session/questionData';
import type { ModelOrigin, SessionModel } from '../session/session';
import type { ModelContents } from '../tflite/weights/modelContents';
import { tensorKey } from '../tflite/weights/weightTensor';
import { defaultView } from '../views/matrixView';
import type { comparingOn } from './comparing';
import { comparisonExpected } from './comparison';
import { expectedFileOn } from './expectedFile';
import { latestTask, type Task } from './latestTask';
import { missingTensor } from './missingTensor';
import { notesOfNext } from './noteHiding';
import { notesModelOf } from './notesModel';
import type { Opening } from './opening';
import { isLocalFile, isReadFully } from './origin';
import type { Reading } from './reading';
import { waitingResults } from './results';
import { type AppState, type AppStore, type OpenModel, selectedTensor } from './store';
import type { viewingOn } from './viewing';

/** What to show of a model once it is open. */
export type RequestedView = Pick<LinkState, 'tensor' | 'tensorName' | 'window'> & {
  /** Set when the model replaces the open one, which keeps its own settings until then. */
  readonly settings?: Partial<AppState>;
  /** Whether the model is the local file of the link whose notes are on screen. */
  readonly isExpected?: boolean;
  /** Whether a link chose the model, and the one to compare it with. */
  readonly isOfLink?: boolean;
  /** Whether the model is a later version of the open one, which is shown in the same way. */
  readonly isLaterVersion?: boolean;
};

/** What opening a model needs of the other actions. */
type Parts = {
  readonly opening: Opening;
  readonly reading: Reading;
  readonly applyView: ReturnType<typeof viewingOn>['applyView'];
  readonly compareWith: ReturnType<typeof comparingOn>['compareWith'];
};

/**
 * Opens models and shows them.
 * @param readFullyBelow bytes; smaller models from a URL are read completely after their first map
 */
export function showingOn(
  store: AppStore,
  { opening: { startRequest, openedModel }, reading, applyView, compareWith }: Parts,
  readFullyBelow: number,
) {
  const { getState, setState } = store;
  const { linkOfFile } = expectedFileOn(store);
  const storing = latestTask();

  /**
   * Opens a model and draws its first map. If it cannot be opened, the open model stays.
   * @param compareNext a second model, opened after the first map for comparison
   * @param options `request`: what opening is a part of; default: a new one. `isRetry`: whether the reader repeats a request that failed
   */
  async function open(
    origin: ModelOrigin,
    requested: RequestedView = {},
    compareNext?: ModelOrigin,
    { request = startRequest(), isRetry = false }: { request?: Task | undefined; isRetry?: boolean } = {},
  ): Promise<void> {
    // A link that the reader tries again was allowed before.
    const isOfLink = requested.isOfLink === true && !isRetry;
    const first = firstMapOf(getState(), requested);
    const retry = () => void open(origin, requested, compareNext, { isRetry: true });
    const model = await openedModel(origin, request, { first, isOfLink, retry });
    if (!model) return;
    const expected = await linkOfFile(model, origin, request.signal);
    if (!request.isOn) return model.close();
    const view = expected ? { ...requested, ...expected, isExpected: true } : requested;
    await show(model, origin, view, compareNext && { origin: compareNext, request });
  }

  async function show(
    model: SessionModel,
    origin: ModelOrigin,
    requested: RequestedView,
    next?: { readonly origin: ModelOrigin; readonly request?: Task },
  ): Promise<void> {
    reading.stop();
    const before = getState();
    if (before.model?.id !== model.id) before.model?.close();
    const { contents } = model;
    const found = requestedTensor(contents.tensors, requested);
    const first = firstTensor(contents.tensors, requested);
    const missing = missingTensor(contents.name, requested, found, first);
    const unread = !isReadFully(origin, contents.byteLength, readFullyBelow);
    setState({
      ...openedState(before, { ...model, origin, unread }, requested, next?.origin),
      ...(missing && { problem: missing }),
    });
    const atlas = requested.settings?.atlas ?? false;
    const keepsView = requested.isLaterVersion === true && found !== undefined;
    if (first) await applyView({ tensor: tensorKey(first), window: requested.window, atlas, keepsView });
    if (isLocalFile(origin) && reading.isOpen(model)) void readStored(model, origin, requested);
    // The reader may have stopped or started something while the map was drawn.
    if (next && getState().compareNext === next.origin) {
      void compareWith(next.origin, { request: next.request, isOfLink: requested.isOfLink });
    }
    if (!unread && reading.isOpen(model) && !getState().counting) await reading.countAll();
  }

  /**
   * Corrects what was presumed of the constants of a local file. If other tensors are constant than was presumed, the model is shown again with
   * them.
   */
  async function readStored(model: SessionModel, origin: ModelOrigin, requested: RequestedView): Promise<void> {
    const task = storing.start();
    try {
      const stored = await model.storedContents(task.signal);
      const shown = getState().model;
      if (!task.isOn || !shown || !reading.isOpen(model)) return;
      task.done();
      setState({ model: { ...shown, stored } });
      if (keysOf(stored) !== keysOf(model.contents)) await show({ ...model, contents: stored }, origin, requested);
    } catch (thrown) {
      // The error is shown where weights are read.
      if (!(thrown instanceof ModelError)) throw thrown;
    }
  }

  /** Shows a later version of the open model with the same tensor, window and view. @param model another model of the session */
  async function showVersion(model: SessionModel, origin: ModelOrigin): Promise<void> {
    const state = getState();
    const compared = state.comparison?.origin ?? state.compareNext;
    await show(model, origin, versionView(state, model), compared && { origin: compared });
  }

  return { open, showVersion };
}

/** The state with a model of which no tensor is selected or read yet. @param compareNext the model to compare it with */
function openedState(
  before: AppState,
  model: OpenModel,
  { settings = {}, isExpected }: RequestedView,
  compareNext: ModelOrigin | undefined,
): Partial<AppState> {
  const { coloring = before.coloring } = settings;
  return {
    ...settings,
    ...notesOfNext(before, notesModelOf(model), settings, isExpected),
    ...comparisonExpected(coloring, compareNext, settings.coloring !== undefined),
    opening: undefined,
    model,
    counting: undefined,
    results: waitingResults(model.contents.tensors),
    worths: new Map(),
    selected: undefined,
    map: { phase: 'empty' },
    snapshot: undefined,
    structure: undefined,
    window: undefined,
    caption: undefined,
  };
}

/** What is shown of the open model, for a later version of it. */
function versionView(state: AppState, version: SessionModel): RequestedView {
  const before = selectedTensor(state);
  const named = before && { tensor: tensorKey(before), tensorName: before.name };
  const after = named && requestedTensor(version.contents.tensors, named);
  // In a tensor of another shape, the window would contain other weights.
  const isSameShape = after !== undefined && String(after.shape) === String(before?.shape);
  return {
    ...named,
    ...(isSameShape && state.window && { window: state.window }),
    settings: { atlas: state.atlas, coloring: state.coloring },
    isExpected: true,
    isLaterVersion: true,
    // The second model of a link can still wait for permission.
    isOfLink: state.comparison === undefined,
  };
}

/**
 * The map that `show` will request. If it requests another one after all, nothing but the time to begin this one is lost.
 * @returns undefined if the file is perhaps that of a link, whose view is then shown
 */
function firstMapOf(state: AppState, { tensor, tensorName, window, settings }: RequestedView): FirstMap | undefined {
  if (state.expectedLink) return undefined;
  const { pattern, threshold, view, isViewAutomatic, mapSize } = { ...state, ...settings };
  const automatic = window ? defaultView : undefined;
  return { named: { tensor, tensorName }, pattern, threshold, view: isViewAutomatic ? automatic : view, mapSize };
}

/** The tensors of contents, as one text to compare. */
function keysOf({ tensors }: ModelContents): string {
  return tensors.map(tensorKey).join(' ');
}
