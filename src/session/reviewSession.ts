import { inflated } from '../bytes/deflate';
import type { ReviewData } from '../exports/reviewFile';
import { cpuEngine } from '../kernels/cpuEngine';
import { wasmEngine } from '../kernels/wasmEngine';
import { ModelError, throwIfCancelled } from '../modelError';
import type { Engine } from '../sparsity/engine';
import { type Mask, unpackedMask } from '../sparsity/mask';
import { summaryOfMask } from '../sparsity/maskSummary';
import { type Pattern, patternText } from '../sparsity/pattern';
import type { SparsityReport, TensorReport } from '../sparsity/report';
import { conforms } from '../sparsity/summary';
import { trivialBecause } from '../sparsity/trivial';
import { zeroBlockFigures } from '../sparsity/verdict';
import { elementCount, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { tensorMapOf } from '../views/tensorMap';
import { countsOf } from './counts';
import type { Session, SessionModel } from './session';

const onlyZeros = 'a review file holds which weights are zero, not their values: open the model itself to see them';

const onlyThis = 'this is a review file, which shows one model and opens no other: open that one in Prunescope itself';

/**
 * Answers from the masks in a review file, on the page's own thread: there is no worker and no network.
 * @param masks those of all tensors, as the file's own tag holds them
 */
export function reviewSession({ report, tensors }: ReviewData, masks: string): Session {
  const engine = fastestEngine();
  let packed: Promise<Uint8Array> | undefined;
  const reports = new Map(report.tensors.map((tensor) => [tensorKey(tensor), tensor]));
  const starts = new Map<string, number>();
  let end = 0;
  for (const tensor of report.tensors) {
    if ('error' in tensor) continue;
    starts.set(tensorKey(tensor), end);
    end += Math.ceil(tensor.elements / 8);
  }

  async function maskOf(tensor: WeightTensor, signal: AbortSignal): Promise<Mask> {
    const reported = reports.get(tensorKey(tensor));
    if (reported && 'error' in reported) throw new ModelError(reported.error.code, reported.error.message);
    packed ??= inflated(masks);
    const bytes = await packed;
    await pageTurn(signal);
    const start = starts.get(tensorKey(tensor)) ?? 0;
    const length = Math.ceil(elementCount(tensor) / 8);
    return unpackedMask(bytes.subarray(start, start + length), tensor.rowCount, tensor.columnCount);
  }

  async function analyzed(tensor: WeightTensor, pattern: Pattern, signal: AbortSignal) {
    const mask = await maskOf(tensor, signal);
    await pageTurn(signal);
    const started = performance.now();
    const summary = await summaryOfMask(engine, mask, pattern, signal);
    const milliseconds = performance.now() - started;
    await pageTurn(signal);
    return { mask, summary, counts: countsOf({ mask, summary }, engine.name, milliseconds) };
  }

  const model: SessionModel = {
    contents: { name: report.model.name, byteLength: report.model.bytes, tensors, externalFiles: [] },
    members: [report.model.name],
    countsOf: async (tensor, pattern, signal) => (await analyzed(tensor, pattern, signal)).counts,
    async tensorMapOf(tensor, { pattern, view }, signal) {
      const { mask, summary, counts } = await analyzed(tensor, pattern, signal);
      const storage = { encoding: 'dense', bytes: 0 } as const;
      const tensorMap = await tensorMapOf(tensor, view, { mask, summary, storage }, async (drawn) => {
        await pageTurn(signal);
        const pyramid = await engine.pyramidOf(drawn, signal);
        await pageTurn(signal);
        return pyramid;
      });
      return { counts, tensorMap };
    },
    async structureOf(tensor) {
      const reported = reports.get(tensorKey(tensor));
      if (!reported || 'error' in reported) throw new ModelError('not-found', 'this tensor could not be read');
      return reported.structure;
    },
    async reportOn(pattern, signal): Promise<SparsityReport> {
      if (patternText(pattern) === patternText(report.pattern)) return report;
      const judged: TensorReport[] = [];
      for (const tensor of tensors) judged.push(await judgedAgain(tensor, pattern, signal));
      return { ...report, pattern, tensors: judged };
    },
    sha256Of: async () => report.model.sha256,
    magnitudesOf: () => Promise.reject(new ModelError('not-found', onlyZeros)),
    windowValuesOf: () => Promise.reject(new ModelError('not-found', onlyZeros)),
    valueAt: () => Promise.reject(new ModelError('not-found', onlyZeros)),
    comparedCounts: () => Promise.reject(new ModelError('not-found', 'a review file compares nothing')),
    comparedMap: () => Promise.reject(new ModelError('not-found', 'a review file compares nothing')),
    close() {},
  };

  async function judgedAgain(tensor: WeightTensor, pattern: Pattern, signal: AbortSignal): Promise<TensorReport> {
    const reported = reports.get(tensorKey(tensor))!;
    if ('error' in reported) return reported;
    const { summary } = await analyzed(tensor, pattern, signal);
    const { trivialBecause: _before, zeroBlocks: _blocks, shareOfZeros: _share, ...rest } = reported;
    const reason = trivialBecause(tensor, pattern);
    return {
      ...rest,
      blocks: summary.blocks,
      conformingBlocks: summary.conformingBlocks,
      conforms: conforms(summary),
      trivial: reason !== undefined,
      ...(reason && { trivialBecause: reason }),
      ...zeroBlockFigures(tensor, summary),
    };
  }

  return {
    async open({ kind }) {
      if (kind !== 'review') throw new ModelError('not-found', onlyThis);
      return model;
    },
    chooseEngine: async () => ({
      choice: 'auto',
      name: engine.name,
      reason: 'a review file holds masks, nothing is computed but counts',
    }),
    onEngineChange() {},
  };
}

/** Some browsers compile no WebAssembly on a page's own thread. */
function fastestEngine(): Engine {
  try {
    return wasmEngine() ?? cpuEngine();
  } catch {
    return cpuEngine();
  }
}

/** Between pieces of work the page has a turn, so that none of them holds it for long. */
async function pageTurn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  throwIfCancelled(signal);
}
