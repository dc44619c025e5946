import { allBytes } from '../bytes/allBytes';
import { sha256OfBytes } from '../bytes/sha256';
import { reviewOf } from '../exports/reviewFile';
import { ModelError } from '../modelError';
import { channelOrder } from '../pruning/channelOrder';
import { prunedTensor } from '../pruning/prunedTensor';
import { blockFills } from '../sparsity/blockFills';
import type { Mask } from '../sparsity/mask';
import type { TensorPair } from '../sparsity/pairing';
import { blockSizeOf, type Pattern } from '../sparsity/pattern';
import type { DensityPyramid } from '../sparsity/pyramid';
import { type ReportInput, reportOn } from '../sparsity/report';
import type { Structure } from '../sparsity/structure';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { patternMapOf, tensorMapOf } from '../views/tensorMap';
import type { BegunMap } from './begunMap';
import type { ChosenEngine } from './chosenEngine';
import { countsOfPair, mapOfPair, type ReadingOfPair } from './comparedPair';
import { countsOf } from './counts';
import type { OpenModels } from './openModels';
import { packedMasks } from './packedMasks';
import { predictionOf } from './prediction';
import type { RewriteQuestions, rewriteAnswers } from './rewriteAnswers';
import type { Criteria, ModelId, ModelQuestions } from './session';
import type { TensorAnalyses } from './tensorAnalyses';

/** What the answers about all models of a thread share. */
export type AnswerState = {
  readonly models: OpenModels;
  readonly engines: ChosenEngine;
  readonly analyses: TensorAnalyses;
  readonly begun: BegunMap;
  /** Absent in threads that rewrite no models. */
  readonly loadRewriting: LoadRewriting | undefined;
};

/** Loads the code that rewrites models, with the first question about it. */
export type LoadRewriting = () => Promise<{ readonly rewriteAnswers: typeof rewriteAnswers }>;

/** Answers to the questions about an open model, computed in this thread. Weights leave it only as values of a window or of one weight. */
export function modelAnswers(
  id: ModelId,
  { models, engines, analyses, begun, loadRewriting }: AnswerState,
): ModelQuestions {
  async function rewriting(): Promise<RewriteQuestions> {
    if (!loadRewriting)
      throw new ModelError('not-found', 'this page rewrites no models. Open the model in Prunescope.');
    return (await loadRewriting()).rewriteAnswers(id, models);
  }

  /** `pyramidOf` of the engine for an analyzed tensor. */
  function pyramids({ storage }: TimedAnalysis, signal: AbortSignal): (mask: Mask) => Promise<DensityPyramid> {
    const engine = engines.engineFor(storage.bytes);
    return (mask) => engine.pyramidOf(mask, signal);
  }

  function pairReading(other: ModelId, pair: TensorPair, pattern: Pattern, signal: AbortSignal): ReadingOfPair {
    return {
      before: () => analyses.owned(id, pair.before, { pattern }, signal),
      after: () => analyses.owned(other, pair.after, { pattern }, signal),
      engineFor: engines.engineFor,
    };
  }

  /** Hashes the file, then reads all tensors. Each is half of the progress. */
  async function madeOfAll<T>(
    make: (input: ReportInput) => Promise<T>,
    pattern: Pattern,
    signal: AbortSignal,
    onProgress: (share: number) => void,
  ): Promise<T> {
    await engines.ready();
    const model = models.modelOf(id);
    const modelSha256 = await models.hashOf(id, signal, (share) => onProgress(share / 2));
    const { length } = (await model.storedContents(signal)).tensors;
    const onTensor = (done: number) => onProgress(0.5 + (0.5 * done) / length);
    return make({ model, modelSha256, pattern, sha256: sha256OfBytes, signal, onTensor });
  }

  /** The structure if it is known. It is that of exact zeros, so it says nothing about counts with a threshold. */
  function knownStructure(tensor: WeightTensor, { threshold = 0 }: Criteria): Structure | undefined {
    return threshold > 0 ? undefined : analyses.structures.ofTensor(id, tensor);
  }

  return {
    async countsOf(tensor, criteria, signal) {
      const analysis = await analyses.read(id, tensor, criteria, signal);
      try {
        const isExact = (criteria.threshold ?? 0) === 0;
        if (isExact) await analyses.structures.read(id, tensor, () => analysis.mask, signal);
        return countsOf(tensor, analysis, knownStructure(tensor, criteria));
      } finally {
        engines.engineFor(analysis.storage.bytes).giveBack?.(analysis);
      }
    },
    async tensorMapOf(tensor, drawing, signal, onProgress) {
      const taken = begun.take(id, tensor, drawing, signal, onProgress);
      if (taken) return taken;
      const analysis = await analyses.owned(id, tensor, drawing, signal, onProgress);
      analyses.keep(id, tensor, analysis, drawing.threshold);
      const tensorMap = await tensorMapOf(tensor, drawing.view, analysis, pyramids(analysis, signal), (mask) =>
        engines.engineFor(analysis.storage.bytes).marginsOf(mask, signal),
      );
      return { counts: countsOf(tensor, analysis, knownStructure(tensor, drawing), tensorMap.pyramid), tensorMap };
    },
    async patternMapOf(tensor, drawing, signal, onProgress) {
      const analysis = await analyses.shared(id, tensor, drawing, signal, onProgress);
      analyses.keep(id, tensor, analysis, drawing.threshold);
      const patternMap = await patternMapOf(tensor, drawing.view, analysis.summary, pyramids(analysis, signal));
      return { counts: countsOf(tensor, analysis, knownStructure(tensor, drawing)), patternMap };
    },
    structureOf: (tensor, signal) =>
      analyses.structures.read(id, tensor, () => analyses.exactMask(id, tensor, signal), signal),
    storedContents: async (signal) => models.modelOf(id).storedContents(signal),
    checkComplete: async (signal) => models.modelOf(id).checkComplete(signal),
    packedMasks: (signal, onProgress) =>
      packedMasks(models.modelOf(id), (tensor) => analyses.exactMask(id, tensor, signal), signal, onProgress),
    blockFillsOf: async (tensor, of, signal) => blockFills(await analyses.exactMask(id, tensor, signal), of, signal),
    async worthOf(tensor, signal) {
      const mask = await analyses.exactMask(id, tensor, signal);
      const { sizes, targets } = await models.modelOf(id).worthOf(tensor, mask, signal);
      let isProvisional = false;
      const results = targets((other) => {
        const counts = analyses.exactCounts(id, { subgraph: tensor.subgraph, tensor: other });
        isProvisional ||= counts === undefined;
        return counts;
      });
      return { sizes, targets: results, isProvisional };
    },
    gzipBytesOf: async (tensor, signal, onProgress) => models.modelOf(id).gzipBytesOf(tensor, signal, onProgress),
    quantizationOf: async (tensor, signal) => models.modelOf(id).quantizationOf(tensor, signal),
    reportOn: (pattern, signal, onProgress) => madeOfAll(reportOn, pattern, signal, onProgress),
    reviewOf: (pattern, signal, onProgress) => madeOfAll(reviewOf, pattern, signal, onProgress),
    comparedCounts: (other, pair, pattern, signal) => countsOfPair(pairReading(other, pair, pattern, signal), signal),
    comparedMap: (other, pair, pattern, view, signal) =>
      mapOfPair(pairReading(other, pair, pattern, signal), view, signal),
    restrictionsOf: async (...args) => (await rewriting()).restrictionsOf(...args),
    rewritingOf: async (...args) => (await rewriting()).rewritingOf(...args),
    rewrittenFile: async (...args) => (await rewriting()).rewrittenFile(...args),
    writeRewritten: async (...args) => (await rewriting()).writeRewritten(...args),
    modelBytes: (signal, onProgress) => allBytes(models.filesOf(id).source, signal, onProgress),
    sha256Of: (signal, onProgress) => models.hashOf(id, signal, onProgress),
    magnitudesOf: async (tensor, view, signal, onProgress) =>
      models.modelOf(id).magnitudesOf(tensor, view, signal, onProgress),
    magnitudeHistogramOf: async (tensor, signal, onProgress) =>
      models.modelOf(id).magnitudeHistogramOf(tensor, signal, onProgress),
    async prunedOf(tensor, goal, view, pattern, signal, onProgress) {
      const stored = await analyses.exactMask(id, tensor, signal);
      const { columns } = blockSizeOf(pattern);
      const values = await models.modelOf(id).realValuesOf(tensor, signal);
      const pruned = await prunedTensor(values, goal, columns, signal, onProgress);
      return predictionOf(pruned, stored, view, pattern, engines.engineFor(stored.words.byteLength), signal);
    },
    async prunedEnergyOf(tensor, goal, signal) {
      const values = await models.modelOf(id).realValuesOf(tensor, signal);
      // The size of the blocks does not matter here.
      return (await prunedTensor(values, goal, 4, signal)).energy;
    },
    channelOrderOf: async (tensor, pattern, signal, onProgress) =>
      channelOrder(await models.modelOf(id).realValuesOf(tensor, signal), pattern, signal, onProgress),
    windowValuesOf: async (tensor, view, window, signal) =>
      models.modelOf(id).windowValuesOf(tensor, view, window, signal),
    valueAt: async (tensor, row, column, signal) => models.modelOf(id).valueAt(tensor, row, column, signal),
  };
}
