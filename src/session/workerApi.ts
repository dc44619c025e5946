import type { ByteSource } from '../bytes/byteSource';
import { withPageCache } from '../bytes/pageCache';
import { sha256OfBytes } from '../bytes/sha256';
import type { Progress } from '../bytes/urlSource';
import { reviewOf } from '../exports/reviewFile';
import { type EngineSet, engineSetFor } from '../kernels/engineChoice';
import type { GpuAccess } from '../kernels/gpuAccess';
import { type OpenedModel, openModel } from '../model/openModel';
import { ModelError } from '../modelError';
import type { Engine, EngineChoice, EngineStatus } from '../sparsity/engine';
import { summaryOfMask } from '../sparsity/maskSummary';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { TensorPair } from '../sparsity/pairing';
import { type Pattern, twoOfFour } from '../sparsity/pattern';
import type { DensityPyramid } from '../sparsity/pyramid';
import { reportOn } from '../sparsity/report';
import { type Structure, structureOf } from '../sparsity/structure';
import type { RowProgress, TimedAnalysis } from '../sparsity/timedAnalysis';
import { modelsIn } from '../tflite/bundle';
import type { ModelContents } from '../tflite/weights/modelContents';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { WeightValue } from '../tflite/weights/weightValue';
import type { Magnitudes } from '../views/magnitudes';
import type { MatrixView } from '../views/matrixView';
import { type TensorMap, tensorMapOf } from '../views/tensorMap';
import type { WindowValues } from '../views/windowValues';
import { countsOfPair, mapOfPair, type ReadingOfPair } from './comparedPair';
import { countsOf } from './counts';
import { maskKeeping } from './keptMask';
import { openModels } from './openModels';
import { handedOver, release, runningJobs } from './runningJobs';
import type { Drawing, Drawn } from './session';
import { companionsOf, type PlainOrigin, type ReadElsewhere, sourceOf } from './sources';
import { warmUp } from './warmUp';

/**
 * What the page asks of the other thread, which reads bytes, runs the engine and hands masks over. Weights never leave it but one by one, under
 * the pointer.
 */
export type WorkerApi = ReturnType<typeof workerApi>;

type Opened = { readonly contents: ModelContents; readonly members: readonly string[] };

export function workerApi(gpu: GpuAccess) {
  let engines: EngineSet | undefined;
  let engineListener: ((status: EngineStatus) => void) | undefined;
  // Who asks while the engine is being chosen waits for it here: nobody else has to know.
  let choosing: Promise<void> = Promise.resolve();
  const { outcome, cancel } = runningJobs();
  const { add, close, modelOf, hashOf } = openModels();
  const masks = maskKeeping();

  function engineFor(byteLength: number): Engine {
    if (!engines) throw new Error('a model was opened before an engine was chosen');
    return engines.engineFor(byteLength);
  }

  /** Another pattern or another view of the tensor that was drawn last is had without reading it again. */
  async function analysisOf(
    id: number,
    tensor: WeightTensor,
    { pattern, threshold }: Omit<Drawing, 'view'>,
    signal: AbortSignal,
    onProgress?: RowProgress,
  ): Promise<TimedAnalysis> {
    const kept = masks.analysisOf(id, tensor, threshold);
    if (!kept) return modelOf(id).analysisOf(tensor, pattern, signal, onProgress, threshold);
    return { ...kept, summary: await summaryOfMask(engineFor(kept.storage.bytes), kept.mask, pattern, signal) };
  }

  /** What is made of the hash of a model's file and of all its tensors; both read every byte that matters once. */
  async function madeOfAll<T>(
    make: (
      opened: OpenedModel,
      hash: string,
      pattern: Pattern,
      sha256: typeof sha256OfBytes,
      signal: AbortSignal,
      onTensor: (done: number) => void,
    ) => Promise<T>,
    id: number,
    pattern: Pattern,
    signal: AbortSignal,
    onProgress: (share: number) => void,
  ): Promise<T> {
    await choosing;
    const opened = modelOf(id);
    const hash = await hashOf(id, signal, (share) => onProgress(share / 2));
    const { length } = opened.contents.tensors;
    return make(opened, hash, pattern, sha256OfBytes, signal, (done) => onProgress(0.5 + (0.5 * done) / length));
  }

  function readingOfPair(
    id: number,
    otherId: number,
    { before, after }: TensorPair,
    pattern: Pattern,
    signal: AbortSignal,
  ): ReadingOfPair {
    return {
      before: () => analysisOf(id, before, { pattern }, signal),
      after: () => analysisOf(otherId, after, { pattern }, signal),
      engineFor,
    };
  }

  return {
    chooseEngine(choice: EngineChoice, onChange: (status: EngineStatus) => void): Promise<EngineStatus> {
      choosing = choosing.then(async () => {
        // First the old, then the new: tfjs has one WebGPU backend. Work that is under way meanwhile falls back.
        engines?.dispose();
        masks.forget();
        engines = await engineSetFor(choice, gpu, onChange);
        if (engineListener) release(engineListener);
        engineListener = onChange;
      });
      // Behind what asks for the engine already.
      void choosing.then(() => warmUp(engineFor(0)));
      return choosing.then(() => engines!.status);
    },
    /** @param read of a model that is read by the page around ours */
    open(job: number, id: number, origin: PlainOrigin, onProgress: Progress, read: ReadElsewhere | undefined) {
      return outcome(job, async (signal): Promise<Opened> => {
        const file = await sourceOf(origin, signal, onProgress, read);
        const members = await modelsIn(withPageCache(file), signal);
        const source = memberOf(members, origin.member, file.name);
        const options = { engineFor, exact: origin.kind === 'file', externalFile: companionsOf(origin, read) };
        const opened = await openModel(source, options, signal);
        add(id, opened, source, () => read && release(read));
        return { contents: opened.contents, members: members.map(({ name }) => name) };
      }).finally(() => release(onProgress));
    },
    close(id: number): void {
      close(id);
      masks.forget(id);
    },
    cancel,
    countsOf(job: number, id: number, tensor: WeightTensor, pattern: Pattern, threshold?: number) {
      return outcome(job, async (signal) => {
        await choosing;
        const analysis = await modelOf(id).analysisOf(tensor, pattern, signal, undefined, threshold);
        const counts = countsOf(analysis, analysis.engine, analysis.milliseconds);
        engineFor(analysis.storage.bytes).giveBack?.(analysis);
        return counts;
      });
    },
    tensorMapOf(job: number, id: number, tensor: WeightTensor, drawing: Drawing, onProgress: RowProgress) {
      return outcome(job, async (signal): Promise<Drawn> => {
        await choosing;
        const analysis = await analysisOf(id, tensor, drawing, signal, onProgress);
        masks.keep(id, tensor, analysis, drawing.threshold);
        const engine = engineFor(analysis.storage.bytes);
        const tensorMap = await tensorMapOf(tensor, drawing.view, analysis, (mask) => engine.pyramidOf(mask, signal));
        return { counts: countsOf(analysis, analysis.engine, analysis.milliseconds), tensorMap };
      })
        .finally(() => release(onProgress))
        .then((result) => handedOver(result, ({ tensorMap }) => buffersOf(tensorMap)));
    },
    structureOf(job: number, id: number, tensor: WeightTensor) {
      return outcome(job, async (signal): Promise<Structure> => {
        await choosing;
        const opened = modelOf(id);
        // What the zeros are like is a question about those that are exactly zero.
        const mask = masks.maskOf(id, tensor) ?? (await opened.analysisOf(tensor, twoOfFour, signal)).mask;
        return structureOf(tensor, mask, await opened.smallValuesOf(tensor, signal));
      });
    },
    reportOn(job: number, id: number, pattern: Pattern, onProgress: (share: number) => void) {
      return outcome(job, (signal) => madeOfAll(reportOn, id, pattern, signal, onProgress)).finally(() =>
        release(onProgress),
      );
    },
    /** Report and masks of all tensors, for a file that shows them without the model. */
    reviewOf(job: number, id: number, pattern: Pattern, onProgress: (share: number) => void) {
      return outcome(job, (signal) => madeOfAll(reviewOf, id, pattern, signal, onProgress))
        .finally(() => release(onProgress))
        .then((result) => handedOver(result, (review) => [review.masks.buffer]));
    },
    comparedCounts(job: number, id: number, otherId: number, pair: TensorPair, pattern: Pattern) {
      return outcome(job, async (signal) => {
        await choosing;
        return countsOfPair(readingOfPair(id, otherId, pair, pattern, signal), signal);
      });
    },
    comparedMap(job: number, id: number, otherId: number, pair: TensorPair, pattern: Pattern, view: MatrixView) {
      return outcome(job, async (signal) => {
        await choosing;
        return mapOfPair(readingOfPair(id, otherId, pair, pattern, signal), view, signal);
      }).then((result) =>
        handedOver(result, ({ picture: { kept, added, lost } }) => pyramidBuffers([kept, added, lost])),
      );
    },
    sha256Of(job: number, id: number, onProgress: (share: number) => void) {
      return outcome(job, (signal) => hashOf(id, signal, onProgress)).finally(() => release(onProgress));
    },
    magnitudesOf(job: number, id: number, tensor: WeightTensor, view: MatrixView, onProgress: (share: number) => void) {
      return outcome(job, (signal): Promise<Magnitudes> => modelOf(id).magnitudesOf(tensor, view, signal, onProgress))
        .finally(() => release(onProgress))
        .then((result) => handedOver(result, ({ levels }) => levels.map(({ cells }) => cells.buffer)));
    },
    windowValuesOf(job: number, id: number, tensor: WeightTensor, view: MatrixView, window: MatrixWindow) {
      return outcome(
        job,
        (signal): Promise<WindowValues> => modelOf(id).windowValuesOf(tensor, view, window, signal),
      ).then((result) => handedOver(result, ({ values }) => [values.buffer]));
    },
    valueAt(job: number, id: number, tensor: WeightTensor, row: number, column: number) {
      return outcome(job, (signal): Promise<WeightValue> => modelOf(id).valueAt(tensor, row, column, signal));
    },
  };
}

/** The model that is asked for, with or without the name of its bundle; the only one of a file that is no bundle. @throws ModelError `not-found` */
function memberOf(members: readonly ByteSource[], wanted: string | undefined, fileName: string): ByteSource {
  const member = members.find(({ name }) => name === wanted || name === `${fileName}/${wanted}`);
  if (member) return member;
  const isBundle = members.length > 1 || members[0].name !== fileName;
  if (wanted === undefined || !isBundle) return members[0];
  const names = members.map(({ name }) => name).join(', ');
  throw new ModelError('not-found', `there is no ${wanted} in ${fileName}; expected one of ${names}`);
}

/** The set takes out what two parts share. */
function buffersOf({ pyramid, marks, margins, summary }: TensorMap): ArrayBuffer[] {
  const arrays = [margins.rows, margins.columns, summary.rowNonzeros, summary.violations.words];
  const pyramids = marks ? [pyramid, marks.pyramid] : [pyramid];
  return [...new Set([...pyramidBuffers(pyramids), ...arrays.map(({ buffer }) => buffer)])];
}

function pyramidBuffers(pyramids: readonly DensityPyramid[]): ArrayBuffer[] {
  return pyramids.flatMap(({ mask, levels }) => [mask.words.buffer, ...levels.map(({ counts }) => counts.buffer)]);
}
