import { cpuEngine } from './kernels/cpuEngine';
import { ModelError, throwIfCancelled } from './modelError';
import { bytesOfText, inflated } from './review/packing';
import { type ReviewData, reviewTags } from './review/reviewFile';
import { type Mask, unpackedMask } from './sparsity/mask';
import { overviewOf } from './sparsity/overview';
import type { Pattern } from './sparsity/pattern';
import { patternText } from './sparsity/pattern';
import { pictureOf } from './sparsity/picture';
import type { SparsityReport, TensorReport } from './sparsity/report';
import { conforms, type Summary, summaryOfMask } from './sparsity/summary';
import { zeroBlockFigures } from './sparsity/verdict';
import { elementCount, tensorKey, trivialBecause, type WeightMatrix } from './sparsity/weightMatrix';
import type { Analyst, AnalystModel, Counts } from './state/analyst';

/** What the file holds, from its own tags. */
export function reviewData(): ReviewData {
  return JSON.parse(document.getElementById(reviewTags.data)!.textContent) as ReviewData;
}

const onlyZeros = 'a review file holds which weights are zero, not their values: open the model itself to see them';

/** Answers from the masks in a review file, on the page's own thread: there is no worker and no network. */
export function reviewAnalyst({ report, weights }: ReviewData): Analyst {
  const engine = cpuEngine();
  let packed: Promise<Uint8Array> | undefined;
  const tensors = new Map(report.tensors.map((tensor) => [tensorKey(tensor), tensor]));
  const starts = new Map<string, number>();
  let end = 0;
  for (const tensor of report.tensors) {
    if ('error' in tensor) continue;
    starts.set(tensorKey(tensor), end);
    end += Math.ceil(tensor.elements / 8);
  }

  async function maskOf(weight: WeightMatrix, signal: AbortSignal): Promise<Mask> {
    const tensor = tensors.get(tensorKey(weight));
    if (tensor && 'error' in tensor) throw new ModelError(tensor.error.code, tensor.error.message);
    packed ??= inflated(bytesOfText(document.getElementById(reviewTags.masks)!.textContent));
    const bytes = await packed;
    // The page has a turn between tensors.
    await new Promise((resolve) => setTimeout(resolve));
    throwIfCancelled(signal);
    const start = starts.get(tensorKey(weight)) ?? 0;
    const length = Math.ceil(elementCount(weight) / 8);
    return unpackedMask(bytes.subarray(start, start + length), weight.rowCount, weight.columnCount);
  }

  async function analysed(weight: WeightMatrix, pattern: Pattern, signal: AbortSignal) {
    const mask = await maskOf(weight, signal);
    const summary = await summaryOfMask(engine, mask, pattern, signal);
    return { mask, summary, counts: countsOf(mask, summary) };
  }

  const model: AnalystModel = {
    contents: { name: report.model.name, byteLength: report.model.bytes, weights, externalFiles: [] },
    members: [report.model.name],
    countsOf: async (weight, pattern, signal) => (await analysed(weight, pattern, signal)).counts,
    async pictureOf(weight, { pattern, view }, signal) {
      const { mask, summary, counts } = await analysed(weight, pattern, signal);
      const storage = { encoding: 'dense', bytes: 0 } as const;
      const picture = await pictureOf(weight, view, { mask, summary, storage }, (drawn) =>
        engine.pyramidOf(drawn, signal),
      );
      return { counts, picture };
    },
    async structureOf(weight) {
      const tensor = tensors.get(tensorKey(weight));
      if (!tensor || 'error' in tensor) throw new ModelError('not-found', 'this tensor could not be read');
      return tensor.structure;
    },
    async reportOn(pattern, signal): Promise<SparsityReport> {
      if (patternText(pattern) === patternText(report.pattern)) return report;
      const judged: TensorReport[] = [];
      for (const weight of weights) judged.push(await judgedAgain(weight, pattern, signal));
      return { ...report, pattern, tensors: judged };
    },
    sha256Of: async () => report.model.sha256,
    magnitudesOf: () => Promise.reject(new ModelError('not-found', onlyZeros)),
    windowValuesOf: () => Promise.reject(new ModelError('not-found', onlyZeros)),
    valueAt: () => Promise.reject(new ModelError('not-found', onlyZeros)),
    zeroChanges: () => Promise.reject(new ModelError('not-found', 'a review file compares nothing')),
    comparedPicture: () => Promise.reject(new ModelError('not-found', 'a review file compares nothing')),
    close() {},
  };

  async function judgedAgain(weight: WeightMatrix, pattern: Pattern, signal: AbortSignal): Promise<TensorReport> {
    const tensor = tensors.get(tensorKey(weight))!;
    if ('error' in tensor) return tensor;
    const { summary } = await analysed(weight, pattern, signal);
    const { trivialBecause: _before, zeroBlocks: _blocks, shareOfZeros: _share, ...rest } = tensor;
    const reason = trivialBecause(weight, pattern);
    return {
      ...rest,
      blocks: summary.blocks,
      conformingBlocks: summary.conformingBlocks,
      conforms: conforms(summary),
      trivial: reason !== undefined,
      ...(reason && { trivialBecause: reason }),
      ...zeroBlockFigures(weight, summary),
    };
  }

  return {
    open: async () => model,
    chooseEngine: async () => ({
      choice: 'auto',
      name: 'cpu',
      reason: 'a review file holds masks, nothing is computed but counts',
    }),
    onEngineChange() {},
  };
}

function countsOf(mask: Mask, summary: Summary): Counts {
  const { nonzeros, blocks, conformingBlocks, zeroBlocks } = summary;
  const overview = overviewOf(mask, summary);
  return {
    nonzeros,
    blocks,
    conformingBlocks,
    ...(zeroBlocks && { zeroBlocks }),
    engine: 'cpu',
    milliseconds: 0,
    overview,
  };
}
