import { expose, releaseProxy, transfer } from 'comlink';
import type { ByteSource } from './bytes/byteSource';
import { withPageCache } from './bytes/pageCache';
import { sha256InPieces, sha256OfBytes } from './bytes/sha256';
import { type EngineSet, engineSetFor } from './kernels/engineChoice';
import { ModelError, type ModelErrorCode } from './modelError';
import { type ReviewContents, reviewOf } from './review/reviewFile';
import type { CellRange } from './sparsity/blocksInView';
import {
  type ComparedPicture,
  comparedPicture,
  type TensorPair,
  type ZeroChanges,
  zeroChanges,
} from './sparsity/comparison';
import type { EngineChoice, EngineStatus } from './sparsity/engine';
import type { Magnitudes } from './sparsity/magnitudes';
import type { Mask } from './sparsity/mask';
import type { MatrixView } from './sparsity/matrixView';
import {
  type ModelContents,
  type OpenedModel,
  openModel,
  type RowProgress,
  type TimedAnalysis,
  type WeightValue,
} from './sparsity/openModel';
import { overviewOf } from './sparsity/overview';
import { type Pattern, twoOfFour } from './sparsity/pattern';
import { type Picture, pictureOf } from './sparsity/picture';
import type { DensityPyramid } from './sparsity/pyramid';
import { reportOn, type SparsityReport } from './sparsity/report';
import { type Structure, structureOf } from './sparsity/structure';
import { summaryOfMask } from './sparsity/summary';
import { warmUp } from './sparsity/warmUp';
import { tensorKey, type WeightMatrix } from './sparsity/weightMatrix';
import type { WindowValues } from './sparsity/windowValues';
import type { Counts, Drawing, Drawn, ModelOrigin } from './state/analyst';
import { modelsIn } from './tflite/bundle';
import { companionsOf, sourceOf } from './workerSources';

/** The other thread: reads bytes, runs the engine, hands masks over. Weights never leave it but one by one, under the pointer. */
const api = {
  chooseEngine(choice: EngineChoice, onChange: (status: EngineStatus) => void): Promise<EngineStatus> {
    choosing = choosing.then(async () => {
      // First the old, then the new: tfjs has one WebGPU backend. Work that is under way meanwhile falls back.
      engines?.dispose();
      kept = undefined;
      engines = await engineSetFor(choice, onChange);
      if (engineListener) release(engineListener);
      engineListener = onChange;
    });
    // Behind what asks for the engine already.
    void choosing.then(() => warmUp(engineFor(0)));
    return choosing.then(() => engines!.status);
  },
  open(job: number, id: number, origin: ModelOrigin, onProgress: (loaded: number, total: number | undefined) => void) {
    return outcome(job, async (signal): Promise<Opened> => {
      const file = await sourceOf(origin, signal, onProgress);
      const members = await modelsIn(withPageCache(file), signal);
      const source = members.find(({ name }) => name === origin.member) ?? members[0];
      const exact = origin.kind === 'file';
      const opened = await openModel(source, { engineFor, exact, externalFile: companionsOf(origin) }, signal);
      models.set(id, opened);
      sources.set(id, source);
      return { contents: opened.contents, members: members.map(({ name }) => name) };
    }).finally(() => release(onProgress));
  },
  close(id: number): void {
    models.delete(id);
    sources.delete(id);
    hashes.delete(id);
    if (kept?.id === id) kept = undefined;
  },
  cancel(job: number): void {
    jobs.get(job)?.abort();
  },
  countsOf(job: number, id: number, weight: WeightMatrix, pattern: Pattern, threshold?: number) {
    return outcome(job, async (signal) => {
      await choosing;
      const analysis = await modelOf(id).analysisOf(weight, pattern, signal, undefined, threshold);
      const counts = countsOf(analysis);
      engineFor(analysis.storage.bytes).giveBack?.(analysis);
      return counts;
    });
  },
  pictureOf(job: number, id: number, weight: WeightMatrix, drawing: Drawing, onProgress: RowProgress) {
    return outcome(job, async (signal): Promise<Drawn> => {
      await choosing;
      const { pattern, view, threshold } = drawing;
      const analysis =
        (await analysisAgain(id, weight, drawing, signal)) ??
        (await modelOf(id).analysisOf(weight, pattern, signal, onProgress, threshold));
      keepMask(id, weight, analysis, threshold);
      const engine = engineFor(analysis.storage.bytes);
      const picture = await pictureOf(weight, view, analysis, (mask) => engine.pyramidOf(mask, signal));
      return { counts: countsOf(analysis), picture };
    })
      .finally(() => release(onProgress))
      .then((result) => ('value' in result ? transfer(result, buffersOf(result.value.picture)) : result));
  },
  structureOf(job: number, id: number, weight: WeightMatrix) {
    return outcome(job, async (signal): Promise<Structure> => {
      await choosing;
      const opened = modelOf(id);
      const mask =
        // What the zeros are like is a question about those that are exactly zero.
        kept?.id === id && kept.key === keptKey(weight)
          ? kept.analysis.mask
          : (await opened.analysisOf(weight, twoOfFour, signal)).mask;
      return structureOf(weight, mask, await opened.smallValuesOf(weight, signal));
    });
  },
  reportOn(job: number, id: number, pattern: Pattern, onProgress: (share: number) => void) {
    return outcome(job, async (signal): Promise<SparsityReport> => {
      await choosing;
      const opened = modelOf(id);
      // Both read every byte that matters once.
      const hash = await hashOf(id, signal, (share) => onProgress(share / 2));
      const { length } = opened.contents.weights;
      return reportOn(opened, hash, pattern, sha256OfBytes, signal, (done) => onProgress(0.5 + (0.5 * done) / length));
    }).finally(() => release(onProgress));
  },
  zeroChanges(job: number, id: number, otherId: number, pair: TensorPair) {
    return outcome(job, async (signal): Promise<ZeroChanges> => {
      const [before, after] = await masksOfPair(id, otherId, pair, signal);
      return zeroChanges(before, after);
    });
  },
  comparedPicture(job: number, id: number, otherId: number, pair: TensorPair, view: MatrixView) {
    return outcome(job, async (signal): Promise<ComparedPicture> => {
      const [before, after] = await masksOfPair(id, otherId, pair, signal);
      const engine = engineFor(before.words.byteLength * 8);
      return comparedPicture(before, after, view, (mask) => engine.pyramidOf(mask, signal));
    }).then((result) =>
      'value' in result
        ? transfer(result, pyramidBuffers([result.value.kept, result.value.added, result.value.lost]))
        : result,
    );
  },
  sha256Of(job: number, id: number, onProgress: (share: number) => void) {
    return outcome(job, (signal) => hashOf(id, signal, onProgress)).finally(() => release(onProgress));
  },
  magnitudesOf(job: number, id: number, weight: WeightMatrix, view: MatrixView, onProgress: (share: number) => void) {
    return outcome(job, (signal): Promise<Magnitudes> => modelOf(id).magnitudesOf(weight, view, signal, onProgress))
      .finally(() => release(onProgress))
      .then((result) =>
        'value' in result
          ? transfer(
              result,
              result.value.levels.map(({ cells }) => cells.buffer),
            )
          : result,
      );
  },
  windowValuesOf(job: number, id: number, weight: WeightMatrix, view: MatrixView, window: CellRange) {
    return outcome(
      job,
      (signal): Promise<WindowValues> => modelOf(id).windowValuesOf(weight, view, window, signal),
    ).then((result) => ('value' in result ? transfer(result, [result.value.values.buffer]) : result));
  },
  /** Report and masks of all tensors, for a file that shows them without the model. */
  reviewOf(job: number, id: number, pattern: Pattern, onProgress: (share: number) => void) {
    return outcome(job, async (signal): Promise<ReviewContents> => {
      await choosing;
      const opened = modelOf(id);
      const hash = await hashOf(id, signal, (share) => onProgress(share / 2));
      const { length } = opened.contents.weights;
      return reviewOf(opened, hash, pattern, sha256OfBytes, signal, (done) => onProgress(0.5 + (0.5 * done) / length));
    })
      .finally(() => release(onProgress))
      .then((result) => ('value' in result ? transfer(result, [result.value.masks.buffer]) : result));
  },
  valueAt(job: number, id: number, weight: WeightMatrix, row: number, column: number) {
    return outcome(job, (signal): Promise<WeightValue> => modelOf(id).valueAt(weight, row, column, signal));
  },
};

export type WorkerApi = typeof api;

type Opened = { readonly contents: ModelContents; readonly members: readonly string[] };

/** A ModelError loses its code on the way between threads, so it travels as data. */
export type Outcome<T> =
  | { readonly value: T }
  | { readonly error: { readonly code: ModelErrorCode; readonly message: string } };

let engines: EngineSet | undefined;
let engineListener: ((status: EngineStatus) => void) | undefined;
// Who asks while the engine is being chosen waits for it here: nobody else has to know.
let choosing: Promise<void> = Promise.resolve();
// Bytes of a mask; that of a larger tensor is computed again.
const mostKept = 64 * 2 ** 20;
let kept: { readonly id: number; readonly key: string; readonly analysis: TimedAnalysis } | undefined;
const models = new Map<number, OpenedModel>();
const sources = new Map<number, ByteSource>();
const hashes = new Map<number, string>();
const jobs = new Map<number, AbortController>();

async function outcome<T>(job: number, work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
  const controller = new AbortController();
  jobs.set(job, controller);
  try {
    return { value: await work(controller.signal) };
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    return { error: { code: thrown.code, message: thrown.message } };
  } finally {
    jobs.delete(job);
  }
}

async function masksOfPair(
  id: number,
  otherId: number,
  { before, after }: TensorPair,
  signal: AbortSignal,
): Promise<[Mask, Mask]> {
  await choosing;
  const [first, second] = [
    await modelOf(id).analysisOf(before, twoOfFour, signal),
    await modelOf(otherId).analysisOf(after, twoOfFour, signal),
  ];
  return [first.mask, second.mask];
}

/** SHA-256 of a model's file, worked out once. */
async function hashOf(id: number, signal: AbortSignal, onProgress: (share: number) => void): Promise<string> {
  modelOf(id);
  const known = hashes.get(id);
  if (known) return known;
  const source = sources.get(id)!;
  const hash = await sha256InPieces(source, signal, (bytes) => onProgress(bytes / source.byteLength));
  if (sources.get(id) === source) hashes.set(id, hash);
  return hash;
}

/** A callback of the other thread holds a port of its own until it is let go. */
function release(callback: object): void {
  (callback as { [releaseProxy]?: () => void })[releaseProxy]?.();
}

function engineFor(byteLength: number) {
  if (!engines) throw new Error('a model was opened before an engine was chosen');
  return engines.engineFor(byteLength);
}

/** Another pattern or another view of the tensor that was drawn last. */
async function analysisAgain(
  id: number,
  weight: WeightMatrix,
  { pattern, threshold }: Drawing,
  signal: AbortSignal,
): Promise<TimedAnalysis | undefined> {
  if (kept?.id !== id || kept.key !== keptKey(weight, threshold)) return undefined;
  const { analysis } = kept;
  // What is handed over is gone here, so the mask is copied; it is a bit for each weight.
  const mask = { ...analysis.mask, words: analysis.mask.words.slice() };
  return { ...analysis, mask, summary: await summaryOfMask(engineFor(analysis.storage.bytes), mask, pattern, signal) };
}

function keptKey(weight: WeightMatrix, threshold = 0): string {
  return `${tensorKey(weight)} ${threshold}`;
}

function keepMask(id: number, weight: WeightMatrix, analysis: TimedAnalysis, threshold: number | undefined): void {
  const key = keptKey(weight, threshold);
  if (kept?.id === id && kept.key === key) return;
  const { mask } = analysis;
  const small = mask.words.byteLength <= mostKept;
  kept = small ? { id, key, analysis: { ...analysis, mask: { ...mask, words: mask.words.slice() } } } : undefined;
}

function modelOf(id: number): OpenedModel {
  const model = models.get(id);
  if (!model) throw new ModelError('cancelled', 'the model was closed');
  return model;
}

function countsOf({ mask, summary, engine, milliseconds }: TimedAnalysis): Counts {
  const { nonzeros, blocks, conformingBlocks, zeroBlocks } = summary;
  const counted = { nonzeros, blocks, conformingBlocks, ...(zeroBlocks && { zeroBlocks }) };
  return { ...counted, engine, milliseconds, overview: overviewOf(mask, summary) };
}

/** Handed over, not copied. The set takes out what two parts share. */
function buffersOf({ pyramid, marks, margins, summary }: Picture): Transferable[] {
  const arrays = [margins.rows, margins.columns, summary.rowNonzeros, summary.violations.words];
  const pyramids = marks ? [pyramid, marks.pyramid] : [pyramid];
  return [...new Set([...pyramidBuffers(pyramids), ...arrays.map(({ buffer }) => buffer)])];
}

function pyramidBuffers(pyramids: readonly DensityPyramid[]): ArrayBuffer[] {
  return pyramids.flatMap(({ mask, levels }) => [mask.words.buffer, ...levels.map(({ counts }) => counts.buffer)]);
}

expose(api);
