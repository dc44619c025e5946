import type { ReviewData } from '../exports/reviewFile';
import { ModelError, throwIfCancelled } from '../modelError';
import { blockFills } from '../sparsity/blockFills';
import type { Engine } from '../sparsity/engine';
import type { Mask } from '../sparsity/mask';
import { summaryOfMask } from '../sparsity/maskSummary';
import { type Pattern, patternText } from '../sparsity/pattern';
import type { DensityPyramid } from '../sparsity/pyramid';
import type { TensorReport } from '../sparsity/report';
import { statusOf } from '../sparsity/status';
import type { Structure } from '../sparsity/structure';
import { conforms, type Summary } from '../sparsity/summary';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { trivialBecause } from '../sparsity/trivial';
import { zeroBlockFigures } from '../sparsity/verdict';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { patternMapOf, tensorMapOf } from '../views/tensorMap';
import { countsOf } from './counts';
import { modelQuestions } from './modelQuestions';
import type { ReviewMasks } from './reviewMasks';
import type { ModelQuestions } from './session';

const onlyZeros =
  'a review file contains only which weights are zero, not their values. Open the model itself to see the values.';

/** Answers from the masks of a review file, on the main thread. Questions about values and other models are `not-found`. */
export function reviewAnswers(
  { report, tensors }: Pick<ReviewData, 'report' | 'tensors'>,
  { maskOf, reportedTensor }: ReviewMasks,
  engine: Engine,
): Omit<ModelQuestions, 'reviewOf'> {
  async function analyzed(tensor: WeightTensor, pattern: Pattern, signal: AbortSignal): Promise<ReviewAnalysis> {
    await pageTurn(signal);
    const mask = await maskOf(tensor);
    await pageTurn(signal);
    const started = performance.now();
    const summary = await summaryOfMask(engine, mask, pattern, signal);
    const milliseconds = performance.now() - started;
    await pageTurn(signal);
    return { mask, summary, engine: engine.name, milliseconds };
  }

  function pyramids(signal: AbortSignal): (mask: Mask) => Promise<DensityPyramid> {
    return async (mask) => {
      await pageTurn(signal);
      const pyramid = await engine.pyramidOf(mask, signal);
      await pageTurn(signal);
      return pyramid;
    };
  }

  function structureIn(tensor: WeightTensor): Structure | undefined {
    const reported = reportedTensor(tensor);
    return reported && 'structure' in reported ? reported.structure : undefined;
  }

  const { reviewOf: _unanswered, ...refusals } = modelQuestions(() =>
    Promise.reject(new ModelError('not-found', onlyZeros)),
  );
  const comparesNothing = () =>
    Promise.reject(
      new ModelError('not-found', 'a review file cannot be compared. Open the model itself to compare it.'),
    );

  return {
    ...refusals,
    comparedCounts: comparesNothing,
    comparedMap: comparesNothing,
    countsOf: async (tensor, { pattern }, signal) =>
      countsOf(tensor, await analyzed(tensor, pattern, signal), structureIn(tensor)),
    async tensorMapOf(tensor, { pattern, view }, signal) {
      const analysis = await analyzed(tensor, pattern, signal);
      const tensorMap = await tensorMapOf(tensor, view, analysis, pyramids(signal));
      return { counts: countsOf(tensor, analysis, structureIn(tensor)), tensorMap };
    },
    async patternMapOf(tensor, { pattern, view }, signal) {
      const analysis = await analyzed(tensor, pattern, signal);
      const patternMap = await patternMapOf(tensor, view, analysis.summary, pyramids(signal));
      return { counts: countsOf(tensor, analysis, structureIn(tensor)), patternMap };
    },
    async structureOf(tensor) {
      const structure = structureIn(tensor);
      if (!structure)
        throw new ModelError('not-found', 'this tensor could not be read when the review file was written');
      return structure;
    },
    async worthOf(tensor) {
      const reported = reportedTensor(tensor);
      if (!reported || 'error' in reported || !reported.sizes || !reported.targets)
        throw new ModelError('not-found', 'targets and sizes are not in this review file');
      return { sizes: reported.sizes, targets: reported.targets, isProvisional: false };
    },
    async blockFillsOf(tensor, of, signal) {
      await pageTurn(signal);
      return blockFills(await maskOf(tensor), of, signal);
    },
    async reportOn(pattern, signal) {
      if (patternText(pattern) === patternText(report.pattern)) return report;
      const recounted: TensorReport[] = [];
      for (const tensor of tensors) {
        const reported = reportedTensor(tensor)!;
        if ('error' in reported) recounted.push(reported);
        else recounted.push(tensorReport(reported, tensor, (await analyzed(tensor, pattern, signal)).summary));
      }
      return { ...report, pattern, tensors: recounted };
    },
    sha256Of: async () => report.model.sha256,
  };
}

type ReviewAnalysis = Omit<TimedAnalysis, 'storage'>;

/** The report on a tensor with the counts of another pattern. */
function tensorReport(
  reported: Exclude<TensorReport, { error: unknown }>,
  tensor: WeightTensor,
  summary: Summary,
): TensorReport {
  const { trivialBecause: _before, zeroBlocks: _blocks, shareOfZeros: _share, ...rest } = reported;
  const reason = trivialBecause(tensor, summary.pattern);
  return {
    ...rest,
    blocks: summary.blocks,
    conformingBlocks: summary.conformingBlocks,
    conforms: conforms(summary),
    trivial: reason !== undefined,
    ...(reason && { trivialBecause: reason }),
    status: statusOf(tensor, summary.pattern, { counts: summary, structure: reported.structure }),
    ...zeroBlockFigures(tensor, summary),
  };
}

/** Lets the page handle events between pieces of work. @throws ModelError `cancelled` */
async function pageTurn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  throwIfCancelled(signal);
}
