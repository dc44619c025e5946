import type { Coloring } from '../heatmap/coloring';
import type { Place } from '../heatmap/viewport';
import { encodeLink, isFileOfLink, type LinkState, type ThemeChoice } from '../link/link';
import { type Note, noteLimits } from '../link/notes';
import { ModelError } from '../modelError';
import type { ModelOrigin, Session, SessionModel } from '../session/session';
import type { EngineChoice } from '../sparsity/engine';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { Pattern } from '../sparsity/pattern';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { WeightValue } from '../tflite/weights/weightValue';
import type { ViewChoice } from '../views/matrixView';
import { linkOf } from './addressBar';
import { comparingOn, comparisonAwaited } from './comparing';
import { hashingOn } from './hashing';
import { latestTask } from './latestTask';
import { followMagnitudes } from './magnitudeReading';
import { notesUnder, windowOfNote } from './noteKeeping';
import { openingOn } from './opening';
import { isReadUnasked, smallModel } from './origin';
import { type Problem, problemOf } from './problem';
import { readingOn, waitingResults } from './reading';
import { largestMatrix, requestedTensor } from './requestedTensor';
import { sharingOn } from './sharing';
import { type AppState, type AppStore, selectedTensor } from './store';

/** What a link or a sample asks for beyond the model itself. */
export type Wanted = Pick<LinkState, 'tensor' | 'tensorName' | 'window'> & {
  /** How it is to be seen; what is open keeps its pattern and its colors until the next model is there. */
  readonly seen?: Partial<AppState>;
};

export type Actions = ReturnType<typeof actionsOn>;

/**
 * All that can be done to the app's state, on one store and with one session.
 * @param readWholeUnder bytes; smaller models that are not of this computer are read whole, once their first map is drawn
 */
export function actionsOn(store: AppStore, session: Session, readWholeUnder = smallModel) {
  const { getState, setState } = store;
  const { openedModel, cancelOpening } = openingOn(store, session);
  const hovering = latestTask();
  const reading = readingOn(store);
  followMagnitudes(store);
  const hashing = hashingOn(store);
  const comparing = comparingOn(store, openedModel, readWholeUnder);
  const sharing = sharingOn(store, hashing);

  session.onEngineChange((engine) => setState({ engine }));

  /**
   * Walks the way of the data from a file to the first map. A model that cannot be opened leaves everything as it was.
   * @param compareNext another one that it is compared with once its first map is there
   */
  async function open(origin: ModelOrigin, wanted: Wanted = {}, compareNext?: ModelOrigin): Promise<void> {
    const opened = await openedModel(origin);
    if (!opened) return;
    const { model, task } = opened;
    const expectedLink = await awaitedOf(model, origin, task.signal);
    if (!task.isOn) return model.close();
    task.done();
    await show(model, origin, expectedLink ?? wanted, compareNext);
  }

  async function show(model: SessionModel, origin: ModelOrigin, wanted: Wanted, next?: ModelOrigin): Promise<void> {
    reading.stop();
    getState().model?.close();
    const { tensors, byteLength } = model.contents;
    const first = requestedTensor(tensors, wanted) ?? largestMatrix(tensors);
    const unread = !isReadUnasked(origin, byteLength, readWholeUnder);
    setState({
      ...wanted.seen,
      ...comparisonAwaited({ ...getState(), ...wanted.seen }, next),
      opening: undefined,
      model: { ...model, origin, unread },
      counting: undefined,
      results: waitingResults(tensors),
      selected: undefined,
      map: { phase: 'empty' },
      snapshot: undefined,
      structure: undefined,
      window: undefined,
      caption: undefined,
    });
    if (first) await reading.select(tensorKey(first), wanted.window);
    // A person may have stopped or begun something in the meantime.
    if (next && getState().compareNext === next) void comparing.compareWith(next);
    if (!unread && reading.isOpen(model) && !getState().counting) await reading.countAll();
  }

  /** What a link asked for of a file that had to be opened by hand, if this is that file: by its hash, where the link has one. */
  async function awaitedOf(model: SessionModel, origin: ModelOrigin, signal: AbortSignal): Promise<Wanted | undefined> {
    const { expectedLink } = getState();
    if (!expectedLink || origin.kind !== 'file') {
      setState({ expectedLink: undefined });
      return undefined;
    }
    const { contents } = model;
    const hash = expectedLink.sha256 === undefined ? undefined : await hashWhileOpening(model, signal);
    if (signal.aborted) return undefined;
    setState({ expectedLink: undefined });
    if (hash === undefined) return isFileOfLink(expectedLink, contents) ? expectedLink : undefined;
    if (hash === expectedLink.sha256) return expectedLink;
    if (contents.name === expectedLink.name) {
      const message = `this is another file than the link is about: its SHA-256 is ${hash}, the link's is ${expectedLink.sha256}. What you see is the file that you opened.`;
      setState({ problem: { title: contents.name, message } });
    }
    return undefined;
  }

  async function hashWhileOpening(
    { contents, sha256Of }: SessionModel,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { name, byteLength: total } = contents;
    try {
      return await sha256Of(signal, (share) => {
        if (!signal.aborted) setState({ opening: { name, loaded: share * total, total } });
      });
    } catch (thrown) {
      if (thrown instanceof ModelError) return undefined;
      throw thrown;
    }
  }

  /** Opens another model of the bundle. */
  async function openMember(member: string): Promise<void> {
    const { model } = getState();
    if (model) await open({ ...model.origin, member });
  }

  /** Gives the open model files that its weights lie in. @returns whether it asked for any of them */
  function addCompanions(files: readonly File[]): boolean {
    const { model, selected, window } = getState();
    const asked = files.filter(({ name }) => model?.contents.externalFiles.includes(name));
    if (!model || asked.length === 0) return false;
    // A file that is given again has been mended: it takes the place of the one before.
    const others = (model.origin.companions ?? []).filter((old) => !asked.some(({ name }) => name === old.name));
    const wanted = { ...(selected && { tensor: selected }), ...(window && { window }) };
    void open({ ...model.origin, companions: [...asked, ...others] }, wanted);
    return true;
  }

  /** Shows what a link asks for of the open model. A tensor that it does not have is passed over; without any the one on screen stays. */
  async function goTo(wanted: Wanted): Promise<void> {
    const isNamed = wanted.tensor !== undefined || wanted.tensorName !== undefined;
    const tensor = isNamed
      ? requestedTensor(getState().model?.contents.tensors ?? [], wanted)
      : selectedTensor(getState());
    if (tensor) await reading.select(tensorKey(tensor), wanted.window);
  }

  async function chooseEngine(choice: EngineChoice): Promise<void> {
    const before = getState().engine;
    try {
      setState({ engine: await session.chooseEngine(choice) });
    } catch (thrown) {
      setState({ problem: problemOf(thrown, 'Prunescope') });
      return;
    }
    // The other engine must give the same bits; its times are what is new. Nothing was computed before there was a first one.
    if (before) await reading.readAgain();
  }

  async function choosePattern(pattern: Pattern): Promise<void> {
    setState(({ notes, pattern: before }) => ({ pattern, notes: notesUnder(notes, before, pattern) }));
    await reading.readAgain();
  }

  /** Counts small weights as zero too; undefined: no more. */
  async function chooseThreshold(threshold: number | undefined): Promise<void> {
    setState({ threshold });
    await reading.readAgain();
  }

  /** Draws tensors in other rows and columns, whole or at a window. */
  async function chooseView(view: ViewChoice, window?: MatrixWindow): Promise<void> {
    setState(({ windowRequests }) => ({ view, window, caption: undefined, windowRequests: windowRequests + 1 }));
    await reading.draw();
  }

  /** Goes to what a note is about. */
  async function showNote(number: number): Promise<void> {
    const state = getState();
    const note = state.notes[number];
    if (!note) return;
    await reading.select(note.tensor, windowOfNote(note, state, note.tensor));
  }

  /** The link that shows what a note is about, with that note alone. */
  function linkToNote(note: Note): string {
    const state = getState();
    const { window: _shown, ...link } = linkOf(state);
    const tensor = state.model?.contents.tensors.find((other) => tensorKey(other) === note.tensor);
    const window = windowOfNote(note, state, note.tensor);
    const reference = { tensor: note.tensor, ...(tensor && { tensorName: tensor.name }) };
    return encodeLink({ ...link, ...reference, ...(window && { window }), notes: [note] });
  }

  /** @returns the value under the pointer, or undefined when the pointer has moved on or it cannot be read. */
  async function valueAt(tensor: WeightTensor, row: number, column: number): Promise<WeightValue | undefined> {
    const task = hovering.start();
    try {
      return await getState().model?.valueAt(tensor, row, column, task.signal);
    } catch (thrown) {
      if (thrown instanceof ModelError) return undefined;
      throw thrown;
    }
  }

  const { select, askFor, cancelDrawing, countAll, stopCounting } = reading;
  return {
    open,
    openMember,
    addCompanions,
    cancelOpening,
    select,
    askFor,
    goTo,
    cancelDrawing,
    countAll,
    stopCounting,
    chooseEngine,
    choosePattern,
    chooseThreshold,
    chooseView,
    showAtlas: (atlas: boolean) => setState({ atlas }),
    chooseColoring: (coloring: Coloring) => setState({ coloring }),
    valueAt,
    linkToShare: sharing.linkToShare,
    ...comparing,
    showNote,
    linkToNote,
    addNote: (note: Note) => setState(({ notes }) => ({ notes: [...notes, note].slice(0, noteLimits.notes) })),
    removeNote: (number: number) => setState(({ notes }) => ({ notes: notes.toSpliced(number, 1) })),
    /** The person chose a weight, by row and column of the weight matrix. */
    pick: (picked: Place | undefined) => setState({ picked }),
    /** The person moved the map. */
    moveTo: (window: MatrixWindow) => setState({ window, caption: undefined }),
    chooseTheme: (theme: ThemeChoice) => setState({ theme }),
    report: (problem: Problem) => setState({ problem }),
    /** A link is about a file of this computer, which only the person can open. */
    await(expectedLink: LinkState): void {
      setState({ expectedLink });
      if (expectedLink.snapshot) void sharing.showSnapshot(expectedLink.snapshot, expectedLink.name ?? 'The link');
    },
    dismissProblem: () => setState({ problem: undefined }),
  };
}
