import type { ModelOrigin, SessionModel } from '../session/session';
import type { ComparedCounts } from '../sparsity/comparison';
import { pairedTensors, type TensorPair } from '../sparsity/pairing';
import { tensorKey } from '../tflite/weights/weightTensor';
import { isSameMatrix, type TensorMap } from '../views/tensorMap';
import { type ComparedResult, type Comparison, comparisonExpected, isCompared, withoutComparison } from './comparison';
import { latestTask } from './latestTask';
import type { openingOn } from './opening';
import { isReadUnasked } from './origin';
import { problemOf } from './problem';
import type { AppStore, OpenModel } from './store';

/**
 * Compares the open model with another one: the pair on screen once its map is there, then the others.
 * @param readWholeUnder bytes; of a model that is not of this computer and not smaller, only what is on screen is read unasked
 */
export function comparingOn(
  store: AppStore,
  openedModel: ReturnType<typeof openingOn>['openedModel'],
  readWholeUnder: number,
) {
  const { getState, setState } = store;
  const counting = latestTask();
  const drawing = latestTask();
  // What is drawn, or on its way.
  let asked: TensorMap | undefined;
  let drawn: Promise<void> = Promise.resolve();

  /** Opens a second model. One that cannot be opened leaves everything as it was. */
  async function compareWith(origin: ModelOrigin): Promise<void> {
    const main = getState().model;
    if (!main) return;
    setState((state) => comparisonExpected(state.coloring, origin));
    const opened = await openedModel(origin);
    if (!opened) return giveUp(origin);
    const { model, task } = opened;
    if (getState().model?.contents !== main.contents) return model.close();
    task.done();
    begin(main, model, origin);
    await compareShown();
  }

  function begin(main: OpenModel, model: SessionModel, origin: ModelOrigin): void {
    stop();
    const pairing = pairedTensors(main.contents.tensors, model.contents.tensors);
    const isNear = (from: ModelOrigin, { contents }: SessionModel) =>
      isReadUnasked(from, contents.byteLength, readWholeUnder);
    const unread = !isNear(main.origin, main) || !isNear(origin, model);
    setState({
      opening: undefined,
      compareNext: undefined,
      comparison: { model, origin, pairing, unread, results: new Map(), shown: undefined },
      ...(pairing.pairs.length === 0 && { coloring: withoutComparison(getState().coloring) }),
      ...(pairing.pairs.length === 0 && {
        problem: {
          title: model.contents.name,
          message: `no weight tensor of ${main.contents.name} has one of the same shape in it, so there is nothing to compare.`,
        },
      }),
    });
  }

  /** The second model does not come. */
  function giveUp(origin: ModelOrigin): void {
    const { compareNext, comparison, coloring } = getState();
    if (compareNext !== origin) return;
    setState({ compareNext: undefined, coloring: comparison ? coloring : withoutComparison(coloring) });
  }

  /** Once the map is there: the picture of its pair, unless that is there or on its way, and then the others. */
  async function compareShown(): Promise<void> {
    const { comparison, map, model } = getState();
    if (!comparison || !model || map.phase === 'loading') return;
    const tensorMap = map.phase === 'ready' ? map.tensorMap : undefined;
    if (tensorMap && !isSameMatrix(tensorMap, asked)) {
      asked = tensorMap;
      const pair = comparison.pairing.pairs.find(({ before }) => tensorKey(before) === tensorKey(tensorMap.tensor));
      if (pair) drawn = draw(tensorMap, pair, comparison, model);
    }
    await countAll();
  }

  async function draw(
    tensorMap: TensorMap,
    pair: TensorPair,
    comparison: Comparison,
    main: SessionModel,
  ): Promise<void> {
    const task = drawing.start();
    const key = tensorKey(pair.before);
    const { pattern } = getState();
    try {
      const compared = await main.comparedMap(comparison.model, pair, pattern, tensorMap.view, task.signal);
      if (!task.isOn) return;
      setResult(key, { phase: 'done', ...compared.counts });
      change(() => ({ shown: { tensorMap, compared: compared.picture } }));
    } catch (thrown) {
      if (task.isOn) setResult(key, failureOf(thrown));
    }
  }

  /** Compares the pairs that wait; of those that nobody asked for, the one on screen. */
  async function countAll(): Promise<void> {
    const task = counting.start();
    await drawn;
    const { comparison, model, pattern, selected } = getState();
    if (!task.isOn || !comparison || !model) return;
    for (const pair of comparison.pairing.pairs) {
      const key = tensorKey(pair.before);
      const isWanted = !comparison.unread || key === selected;
      if (!isWanted || isCompared(comparison.results.get(key), pattern)) continue;
      const result = await resultOf(model.comparedCounts(comparison.model, pair, pattern, task.signal));
      if (!task.isOn) return;
      setResult(key, result);
    }
  }

  /** Compares the pairs too that nobody asked for yet. */
  async function compareAll(): Promise<void> {
    change(() => ({ unread: false }));
    await countAll();
  }

  /** Leaves the pairs that are not compared yet; they can be compared later. */
  function stopComparingAll(): void {
    counting.stop();
    change(() => ({ unread: true }));
  }

  function setResult(key: string, result: ComparedResult): void {
    change(({ results }) => ({ results: new Map([...results, [key, result]]) }));
  }

  function change(part: (now: Comparison) => Partial<Comparison>): void {
    setState(({ comparison }) => ({ comparison: comparison && { ...comparison, ...part(comparison) } }));
  }

  /** What is on screen comes first: the others wait until its map is there. */
  function giveWay(): void {
    counting.stop();
    drawing.stop();
    asked = undefined;
    drawn = Promise.resolve();
    if (getState().comparison?.shown) change(() => ({ shown: undefined }));
  }

  function stop(): void {
    giveWay();
    getState().comparison?.model.close();
  }

  function stopComparing(): void {
    stop();
    setState(({ coloring, compareNext }) => ({
      comparison: undefined,
      coloring: compareNext ? coloring : withoutComparison(coloring),
    }));
  }

  store.subscribe((state, before) => {
    if (!state.comparison) return;
    if (state.model?.contents !== before.model?.contents) stopComparing();
    else if (state.map.phase === 'loading' && before.map.phase !== 'loading') giveWay();
    // Another pattern draws the map anew, too.
    else if (state.map !== before.map) void compareShown();
  });

  return { compareWith, compareAll, stopComparingAll, stopComparing };
}

async function resultOf(counts: Promise<ComparedCounts>): Promise<ComparedResult> {
  try {
    return { phase: 'done', ...(await counts) };
  } catch (thrown) {
    return failureOf(thrown);
  }
}

function failureOf(thrown: unknown): ComparedResult {
  return { phase: 'failed', message: problemOf(thrown, '').message };
}
