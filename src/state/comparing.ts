import type { ModelOrigin, SessionModel } from '../session/session';
import { pairedTensors } from '../sparsity/pairing';
import { comparedCountsOn } from './comparedCounts';
import { comparedMapOn } from './comparedMap';
import { type Comparison, comparisonExpected, withoutComparison } from './comparison';
import type { Task } from './latestTask';
import type { Opening } from './opening';
import { isReadFully } from './origin';
import type { AppStore, OpenModel } from './store';

/**
 * Compares the open model with a second one: the pair on screen once its map is ready, then the others.
 * @param readFullyBelow bytes; pairs of larger models from a URL are read on request
 */
export function comparingOn(store: AppStore, { startRequest, openedModel }: Opening, readFullyBelow: number) {
  const { getState, setState } = store;
  const map = comparedMapOn(store);
  const { countPairs, compareAll, stopComparingAll, pause } = comparedCountsOn(store, map.drawn);

  /**
   * Opens a second model. If it cannot be opened, the comparison before it stays. The coloring stays if the model is expected already: a link has
   * chosen both.
   * @param options `request`: what the comparison is a part of; default: a new one. `isOfLink`: whether a link chose the second model, not the reader
   */
  async function compareWith(
    origin: ModelOrigin,
    { request: given, isOfLink = false }: { request?: Task | undefined; isOfLink?: boolean | undefined } = {},
  ): Promise<void> {
    const main = getState().model;
    if (!main || given?.isOn === false) return;
    const request = given ?? startRequest();
    setState(({ coloring, compareNext }) => (compareNext === origin ? {} : comparisonExpected(coloring, origin)));
    const model = await openedModel(origin, request, { isOfLink, retry: () => void compareWith(origin) });
    if (!model) return giveUp(origin);
    request.done();
    if (getState().model?.contents !== main.contents) {
      setState({ opening: undefined });
      return model.close();
    }
    begin(main, model, origin);
    await compareShown();
  }

  function begin(main: OpenModel, model: SessionModel, origin: ModelOrigin): void {
    stop();
    const comparison = comparisonOf(main, model, origin, readFullyBelow);
    const hasPairs = comparison.pairing.pairs.length > 0;
    setState({
      opening: undefined,
      compareNext: undefined,
      comparison,
      ...(!hasPairs && {
        coloring: withoutComparison(getState().coloring),
        problem: {
          title: model.contents.name,
          message: `There is nothing to compare: no weight tensor has the same shape as one of ${main.contents.name}. Choose another version of that model.`,
        },
      }),
    });
  }

  /** The second model cannot be opened, or opening it was canceled. */
  function giveUp(origin: ModelOrigin): void {
    const { compareNext, comparison, coloring } = getState();
    if (compareNext !== origin) return;
    setState({ compareNext: undefined, coloring: comparison ? coloring : withoutComparison(coloring) });
  }

  /** Compares the pair on screen once its map is ready, then the others. */
  async function compareShown(): Promise<void> {
    const { comparison, map: shown, model, pattern } = getState();
    if (!comparison || !model || shown.phase === 'loading') return;
    if (shown.phase === 'ready') map.draw(shown.tensorMap, comparison, model, pattern);
    await countPairs();
  }

  /** The other pairs wait until the tensor on screen is drawn. */
  function giveWay(): void {
    pause();
    map.clear();
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
    // A change of the pattern makes a new map, too.
    else if (state.map !== before.map) void compareShown();
  });

  return { compareWith, compareAll, stopComparingAll, stopComparing };
}

/** A comparison of which nothing is read yet. */
function comparisonOf(main: OpenModel, model: SessionModel, origin: ModelOrigin, readFullyBelow: number): Comparison {
  const isRead =
    isReadFully(main.origin, main.contents.byteLength, readFullyBelow) &&
    isReadFully(origin, model.contents.byteLength, readFullyBelow);
  const pairing = pairedTensors(main.contents.tensors, model.contents.tensors);
  return { model, origin, pairing, unread: !isRead, results: new Map(), shown: undefined };
}
