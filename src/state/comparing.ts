import { ModelError } from '../modelError';
import {
  type ComparedPicture,
  type Pairing,
  pairedTensors,
  type TensorPair,
  type ZeroChanges,
} from '../sparsity/comparison';
import { patternText } from '../sparsity/pattern';
import { isSameMatrix, type Picture } from '../sparsity/picture';
import { tensorKey } from '../sparsity/weightMatrix';
import type { AnalystModel, Counts, ModelOrigin } from './analyst';
import type { openingOn } from './opening';
import type { AppState, AppStore } from './store';
import { turns } from './turns';

/** Another model that the open one is compared with: what became of its zeros. */
export type Comparison = {
  readonly model: AnalystModel;
  readonly origin: ModelOrigin;
  readonly pairing: Pairing;
  /** By key of the tensor before. */
  readonly results: ReadonlyMap<string, ComparedResult>;
  /** Of the tensor on screen. */
  readonly shown: { readonly picture: Picture; readonly compared: ComparedPicture } | undefined;
};

export type ComparedResult =
  | { readonly phase: 'done'; readonly changes: ZeroChanges; readonly counts: Counts }
  | { readonly phase: 'failed'; readonly message: string };

/** Compares the open model with another one. */
export function comparingOn(store: AppStore, openedModel: ReturnType<typeof openingOn>['openedModel']) {
  const { getState, setState } = store;
  const counting = turns();
  const drawing = turns();
  // What is drawn, or on its way.
  let asked: Picture | undefined;

  /** Opens a second model. One that cannot be opened leaves everything as it was. */
  async function compareWith(origin: ModelOrigin): Promise<void> {
    const main = getState().model;
    const opened = main && (await openedModel(origin));
    if (!opened) return;
    const { model, turn } = opened;
    if (getState().model?.contents !== main.contents) return model.close();
    turn.done();
    stop();
    const pairing = pairedTensors(main.contents.weights, model.contents.weights);
    setState({
      opening: undefined,
      comparison: { model, origin, pairing, results: new Map(), shown: undefined },
      // Whoever asked for other colours, or a link that did, keeps them.
      ...(pairing.pairs.length > 0 && getState().colouring === 'nonzero' && { colouring: 'compare' as const }),
      ...(pairing.pairs.length === 0 && {
        problem: {
          title: model.contents.name,
          message: `no weight tensor of ${main.contents.name} has one of the same shape in it, so there is nothing to compare.`,
        },
      }),
    });
    draw(getState());
    await countAll();
  }

  async function countAll(): Promise<void> {
    const turn = counting.start();
    const { comparison, model, pattern } = getState();
    if (!comparison || !model) return;
    for (const pair of comparison.pairing.pairs) {
      const result = await resultOf(pair, comparison, model, turn.signal);
      if (!turn.isOn) return;
      change((now) => ({ results: new Map([...now.results, [tensorKey(pair.before), result]]) }));
    }

    async function resultOf(
      pair: TensorPair,
      { model: other }: Comparison,
      main: AnalystModel,
      signal: AbortSignal,
    ): Promise<ComparedResult> {
      try {
        const changes = await main.zeroChanges(other, pair, signal);
        return { phase: 'done', changes, counts: await other.countsOf(pair.after, pattern, signal) };
      } catch (thrown) {
        if (thrown instanceof ModelError) return { phase: 'failed', message: thrown.message };
        throw thrown;
      }
    }
  }

  /** The picture of the pair on screen is made when its map is there, and again for another view. */
  function draw({ comparison, map, model }: AppState): void {
    const picture = map.phase === 'ready' ? map.picture : undefined;
    if (!comparison || !model || !picture || isSameMatrix(picture, asked)) return;
    asked = picture;
    const pair = comparison.pairing.pairs.find(({ before }) => tensorKey(before) === tensorKey(picture.weight));
    if (!pair) return;
    void read(picture, pair, comparison, model);
  }

  async function read(
    picture: Picture,
    pair: TensorPair,
    { model: other }: Comparison,
    main: AnalystModel,
  ): Promise<void> {
    const turn = drawing.start();
    try {
      const compared = await main.comparedPicture(other, pair, picture.view, turn.signal);
      if (turn.isOn) change(() => ({ shown: { picture, compared } }));
    } catch (thrown) {
      // The list of pairs says why.
      if (!(thrown instanceof ModelError)) throw thrown;
    }
  }

  function change(part: (now: Comparison) => Partial<Comparison>): void {
    setState(({ comparison }) => ({ comparison: comparison && { ...comparison, ...part(comparison) } }));
  }

  function stop(): void {
    const { comparison } = getState();
    counting.stop();
    drawing.stop();
    asked = undefined;
    comparison?.model.close();
  }

  function stopComparing(): void {
    stop();
    setState(({ colouring }) => ({
      comparison: undefined,
      colouring: colouring === 'compare' ? 'nonzero' : colouring,
    }));
  }

  store.subscribe((state, before) => {
    if (!state.comparison) return;
    if (state.model?.contents !== before.model?.contents) stopComparing();
    else if (patternText(state.pattern) !== patternText(before.pattern)) void countAll();
    else if (state.map.phase === 'loading' && before.map.phase !== 'loading') {
      drawing.stop();
      asked = undefined;
      change(() => ({ shown: undefined }));
    } else if (state.map !== before.map) draw(state);
  });

  return { compareWith, stopComparing };
}
