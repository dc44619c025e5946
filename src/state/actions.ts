import type { Colouring } from '../heatmap/colouring';
import type { Viewport } from '../heatmap/viewport';
import { ModelError } from '../modelError';
import type { EngineChoice } from '../sparsity/engine';
import type { ViewChoice } from '../sparsity/matrixView';
import type { WeightValue } from '../sparsity/openModel';
import type { Pattern } from '../sparsity/pattern';
import { elementCount, tensorKey, type WeightMatrix } from '../sparsity/weightMatrix';
import type { Analyst, AnalystModel, ModelOrigin } from './analyst';
import { hashingOn } from './hashing';
import { isFileOfLink, type LinkState, type ThemeChoice } from './link';
import { followMagnitudes } from './magnitudeReading';
import { type Problem, problemOf } from './problem';
import { readingOn, waitingResults } from './reading';
import type { AppStore } from './store';
import { turns } from './turns';

/** Models of an address are read whole from here on down, once their first map is drawn. */
const readWholeUnder = 16 * 2 ** 20;

/** What a link or a sample asks for beyond the model itself. */
export type Wanted = Pick<LinkState, 'tensor' | 'tensorName' | 'window'>;

export type Actions = ReturnType<typeof actionsOn>;

/** All that can be done to the app's state, on one store and with one analyst. */
export function actionsOn(store: AppStore, analyst: Analyst) {
  const { getState, setState } = store;
  const opening = turns();
  const hovering = turns();
  const reading = readingOn(store);
  followMagnitudes(store);
  hashingOn(store);

  analyst.onEngineChange((engine) => setState({ engine }));

  /** Walks the way of the data from a file to the first map. A model that cannot be opened leaves everything as it was. */
  async function open(origin: ModelOrigin, wanted: Wanted = {}): Promise<void> {
    const turn = opening.start();
    const name = nameOf(origin);
    setState({ opening: { name, loaded: 0, total: undefined }, problem: undefined });
    let model: AnalystModel;
    try {
      model = await analyst.open(origin, turn.signal, (loaded, total) => {
        if (turn.isOn) setState({ opening: { name, loaded, total } });
      });
    } catch (thrown) {
      if (turn.isOn) setState({ opening: undefined, problem: problemOf(thrown, name) });
      turn.done();
      return;
    }
    if (!turn.isOn) return model.close();
    turn.done();
    await show(model, origin, awaitedOf(model, origin) ?? wanted);
  }

  async function show(model: AnalystModel, origin: ModelOrigin, wanted: Wanted): Promise<void> {
    reading.stop();
    getState().model?.close();
    const { weights, byteLength } = model.contents;
    const first = wantedWeight(weights, wanted) ?? largestMatrix(weights);
    const unread = origin.kind === 'address' && byteLength >= readWholeUnder;
    setState({
      opening: undefined,
      model: { ...model, origin, unread },
      counting: undefined,
      results: waitingResults(weights),
      selected: undefined,
      map: { phase: 'empty' },
      structure: undefined,
      window: undefined,
      caption: undefined,
    });
    if (first) await reading.select(tensorKey(first), wanted.window);
    // A person may have stopped or begun something in the meantime.
    if (!unread && reading.isOpen(model) && !getState().counting) await reading.countAll();
  }

  /** What a link asked for of a file that had to be opened by hand, if this is that file. */
  function awaitedOf({ contents }: AnalystModel, origin: ModelOrigin): Wanted | undefined {
    const { awaited } = getState();
    setState({ awaited: undefined });
    return awaited && origin.kind === 'file' && isFileOfLink(awaited, contents) ? awaited : undefined;
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

  /** Stops what is being opened; what was open before stays. */
  function cancelOpening(): void {
    opening.stop();
    setState({ opening: undefined });
  }

  /** Shows what a link asks for of the open model; a tensor that it does not have is passed over. */
  async function goTo(wanted: Wanted): Promise<void> {
    const weight = wantedWeight(getState().model?.contents.weights ?? [], wanted);
    if (weight) await reading.select(tensorKey(weight), wanted.window);
  }

  async function chooseEngine(choice: EngineChoice): Promise<void> {
    const before = getState().engine;
    try {
      setState({ engine: await analyst.chooseEngine(choice) });
    } catch (thrown) {
      setState({ problem: problemOf(thrown, 'Prunescope') });
      return;
    }
    // The other engine must give the same bits; its times are what is new. Nothing was computed before there was a first one.
    if (before) await reading.readAgain();
  }

  async function choosePattern(pattern: Pattern): Promise<void> {
    setState({ pattern });
    await reading.readAgain();
  }

  /** Draws tensors in other rows and columns, whole or at a window. */
  async function chooseView(view: ViewChoice, window?: Viewport): Promise<void> {
    setState(({ windowAsked }) => ({ view, window, caption: undefined, windowAsked: windowAsked + 1 }));
    await reading.draw();
  }

  /** @returns the value under the pointer, or undefined when the pointer has moved on or it cannot be read. */
  async function valueAt(weight: WeightMatrix, row: number, column: number): Promise<WeightValue | undefined> {
    const turn = hovering.start();
    try {
      return await getState().model?.valueAt(weight, row, column, turn.signal);
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
    chooseView,
    showAtlas: (atlas: boolean) => setState({ atlas }),
    chooseColouring: (colouring: Colouring) => setState({ colouring }),
    valueAt,
    /** The person moved the map. */
    moveTo: (window: Viewport) => setState({ window, caption: undefined }),
    chooseTheme: (theme: ThemeChoice) => setState({ theme }),
    report: (problem: Problem) => setState({ problem }),
    /** A link is about a file of this computer, which only the person can open. */
    await: (awaited: LinkState) => setState({ awaited }),
    dismissProblem: () => setState({ problem: undefined }),
  };
}

function nameOf(origin: ModelOrigin): string {
  return origin.kind === 'file' ? origin.file.name : (origin.address.split('/').at(-1) ?? origin.address);
}

/** By index and name, so that a rebuilt model still finds it. */
function wantedWeight(weights: readonly WeightMatrix[], { tensor, tensorName }: Wanted): WeightMatrix | undefined {
  const byKey = weights.find((weight) => tensorKey(weight) === tensor);
  if (byKey && (tensorName === undefined || byKey.name === tensorName)) return byKey;
  return weights.find((weight) => tensorName !== undefined && weight.name === tensorName) ?? byKey;
}

/** The CONV_2D or FULLY_CONNECTED tensor with the most elements, else the largest of all. */
function largestMatrix(weights: readonly WeightMatrix[]): WeightMatrix | undefined {
  const usual = weights.filter(({ operators }) =>
    operators.some(({ code }) => code === 'CONV_2D' || code === 'FULLY_CONNECTED'),
  );
  const candidates = usual.length > 0 ? usual : weights;
  return candidates.reduce<WeightMatrix | undefined>(
    (largest, weight) => (largest && elementCount(largest) >= elementCount(weight) ? largest : weight),
    undefined,
  );
}
