import type { ByteSource } from '../bytes/byteSource';
import { throwIfCancelled } from '../modelError';
import { type Analysis, growingAnalysis } from '../sparsity/analysis';
import type { Engine } from '../sparsity/engine';
import { summaryOfMask } from '../sparsity/maskSummary';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { Pattern, ZerosPattern } from '../sparsity/pattern';
import { smallValuesOf } from '../sparsity/smallValues';
import { sparseMask } from '../sparsity/sparseMask';
import type { SmallValues } from '../sparsity/structure';
import { enginePattern, summaryBy } from '../sparsity/summary';
import { maskAbove } from '../sparsity/thresholdMask';
import type { RowProgress, TimedAnalysis } from '../sparsity/timedAnalysis';
import { type ExternalFile, externalFileNames } from '../tflite/externalData';
import { openModelFile } from '../tflite/modelFile';
import type { ModelContents } from '../tflite/weights/modelContents';
import { type Storage, sparseStorage } from '../tflite/weights/storage';
import { readElements, type StoredMatrix, storedMatrix } from '../tflite/weights/storedMatrix';
import { readSparseMatrix, type SparseMatrix } from '../tflite/weights/storedSparse';
import { weightConstants } from '../tflite/weights/weightConstants';
import { tensorKey, type WeightTensor, weightTensor } from '../tflite/weights/weightTensor';
import { type WeightValue, weightValue } from '../tflite/weights/weightValue';
import { type Magnitudes, magnitudesOf } from '../views/magnitudes';
import type { MatrixView } from '../views/matrixView';
import { type WindowValues, windowValuesOf } from '../views/windowValues';

/** A model whose weights can be asked for. On the page it lives in the worker, and only masks and numbers come over. */
export type OpenedModel = {
  readonly contents: ModelContents;
  /**
   * @param threshold weights of at most this magnitude count as zero; without it only what is zero does
   * @throws ModelError when this tensor cannot be read; the others still can.
   */
  analysisOf(
    tensor: WeightTensor,
    pattern: Pattern,
    signal?: AbortSignal,
    onProgress?: RowProgress,
    threshold?: number,
  ): Promise<TimedAnalysis>;
  /** @throws ModelError as above. @returns undefined where rounding left no zeros */
  smallValuesOf(tensor: WeightTensor, signal?: AbortSignal): Promise<SmallValues | undefined>;
  /** How large the weights of a view are. @param onProgress with a share 0..1 @throws ModelError as above */
  magnitudesOf(
    tensor: WeightTensor,
    view: MatrixView,
    signal?: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<Magnitudes>;
  /** @throws ModelError as above */
  windowValuesOf(
    tensor: WeightTensor,
    view: MatrixView,
    window: MatrixWindow,
    signal?: AbortSignal,
  ): Promise<WindowValues>;
  /** @throws ModelError as above */
  valueAt(tensor: WeightTensor, row: number, column: number, signal?: AbortSignal): Promise<WeightValue>;
};

export type OpenOptions = {
  /** The engine for a tensor of so many bytes. */
  engineFor(byteLength: number): Engine;
  /** Look up every constant before listing; without it, what nothing computes is taken for one, which needs fewer reads. */
  readonly exact: boolean;
  /** Finds the other files that weights lie in; called with plain base names only. Without it such weights are `external-missing`. */
  readonly externalFile?: ExternalFile | undefined;
};

/** @throws ModelError when the file is not a TFLite model, or damaged where all tensors depend on it. */
export async function openModel(source: ByteSource, options: OpenOptions, signal?: AbortSignal): Promise<OpenedModel> {
  const file = await openModelFile(source, signal, options.externalFile);
  const constants = await weightConstants(file, options.exact, signal);
  const tensors = constants.map(weightTensor);
  const externalFiles = externalFileNames(
    file.model,
    constants.map(({ tensor }) => tensor),
  );
  // Whoever moves over a map asks for one value after the other, and each needs the zero points and, of a stored-sparse tensor, all indices.
  let lastAsked: { readonly key: string; readonly stored: StoredMatrix; sparse?: SparseMatrix } | undefined;

  async function askedTensor(tensor: WeightTensor, cancel?: AbortSignal) {
    const key = tensorKey(tensor);
    if (lastAsked?.key === key) return lastAsked;
    const stored = await storedMatrix(file, tensor, cancel);
    const sparse = tensor.encoding === 'sparse' ? await readSparseMatrix(file, stored, cancel) : undefined;
    lastAsked = { key, stored, ...(sparse && { sparse }) };
    return lastAsked;
  }

  return {
    contents: { name: source.name, byteLength: source.byteLength, tensors, externalFiles },
    async analysisOf(tensor, pattern, cancel, onProgress, threshold = 0) {
      const stored = await storedMatrix(file, tensor, cancel);
      const engine = options.engineFor(stored.byteLength);
      if (threshold > 0) {
        const sparse = tensor.encoding === 'sparse' ? await readSparseMatrix(file, stored, cancel) : undefined;
        return analysisAbove(threshold, stored, sparse, pattern, engine, cancel, onProgress);
      }
      const counted = enginePattern(pattern);
      const analysis =
        tensor.encoding === 'sparse'
          ? await analysisOfSparse(stored, await readSparseMatrix(file, stored, cancel), counted, engine, cancel)
          : await analysisOfRows(stored, counted, engine, cancel, onProgress);
      return { ...analysis, summary: summaryBy(pattern, analysis) };
    },
    smallValuesOf: async (tensor, cancel) => smallValuesOf(await storedMatrix(file, tensor, cancel), cancel),
    async magnitudesOf(tensor, view, cancel, onProgress) {
      const { stored, sparse } = await askedTensor(tensor, cancel);
      return magnitudesOf(stored, sparse, view, cancel, onProgress);
    },
    async windowValuesOf(tensor, view, window, cancel) {
      const { stored, sparse } = await askedTensor(tensor, cancel);
      return windowValuesOf(stored, sparse, view, window, cancel);
    },
    async valueAt(tensor, row, column, cancel) {
      const { stored, sparse } = await askedTensor(tensor, cancel);
      return weightValue(stored, sparse, row * tensor.columnCount + column, cancel);
    },
  };
}

/**
 * Reads and analyses a tensor, in row ranges when it is larger than what the engine takes at once: while one is computed, the next is read and
 * handed to the engine. Never more than two of them are in memory.
 */
async function analysisOfRows(
  stored: StoredMatrix,
  pattern: ZerosPattern,
  engine: Engine,
  signal?: AbortSignal,
  onProgress?: RowProgress,
): Promise<TimedAnalysis> {
  const { rowCount, columnCount } = stored.tensor;
  const storage = storageOf(stored, undefined);
  const rowsAtOnce = Math.max(1, Math.floor((engine.maxBytes * 8) / (stored.format.bits * Math.max(1, columnCount))));
  let milliseconds = 0;
  let idleSince = 0;

  async function rowsFrom(row: number): Promise<() => Promise<Analysis>> {
    throwIfCancelled(signal);
    const count = Math.min(rowsAtOnce, rowCount - row);
    const firstElement = row * columnCount;
    const bytes = await readElements(stored, firstElement, count * columnCount, signal);
    const rows = { rowCount: count, columnCount, firstElement, type: stored.type, zeroPoints: stored.zeroPoints };
    return async () => {
      const started = performance.now();
      const analysis = await engine.analysisOf(rows, bytes, pattern, signal);
      // Two ranges may be at work at a time, which is not counted twice.
      const done = performance.now();
      milliseconds += done - Math.max(started, idleSince);
      idleSince = done;
      return analysis;
    };
  }

  if (rowCount <= rowsAtOnce) {
    const analysis = await (await rowsFrom(0))();
    return { ...analysis, engine: engine.name, milliseconds, storage };
  }
  const analysis = growingAnalysis(rowCount, columnCount, pattern);
  let before: Promise<Analysis> | undefined;
  for (let row = 0; row < rowCount; row += rowsAtOnce) {
    onProgress?.(row, rowCount);
    const [begin, finished] = await Promise.all([rowsFrom(row), before]);
    if (finished) {
      analysis.add(finished);
      engine.giveBack?.(finished);
    }
    before = begin();
    // Looked at when the next range is there; until then nobody listens.
    before.catch(() => {});
  }
  analysis.add(await before!);
  return { ...analysis.whole(), engine: engine.name, milliseconds, storage };
}

/** Engines compare stored bits; which weights are small is a question about their values, answered one by one. */
async function analysisAbove(
  threshold: number,
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  pattern: Pattern,
  engine: Engine,
  signal?: AbortSignal,
  onProgress?: RowProgress,
): Promise<TimedAnalysis> {
  const started = performance.now();
  const { rowCount } = stored.tensor;
  const mask = await maskAbove(threshold, stored, sparse, signal, (share) =>
    onProgress?.(Math.floor(share * rowCount), rowCount),
  );
  const summary = await summaryOfMask(engine, mask, pattern, signal);
  const milliseconds = performance.now() - started;
  return { mask, summary, engine: engine.name, milliseconds, storage: storageOf(stored, sparse) };
}

function storageOf(stored: StoredMatrix, sparse: SparseMatrix | undefined): Storage {
  const { tensor, byteLength } = stored;
  if (!sparse) return { encoding: 'dense', bytes: byteLength };
  return sparseStorage(sparse.encoding, tensor.shape.length, sparse.values.length, byteLength);
}

async function analysisOfSparse(
  stored: StoredMatrix,
  sparse: SparseMatrix,
  pattern: ZerosPattern,
  engine: Engine,
  signal?: AbortSignal,
): Promise<TimedAnalysis> {
  const started = performance.now();
  const mask = await sparseMask(sparse, stored, engine, signal);
  const summary = await engine.summaryOf(mask, pattern, signal);
  const milliseconds = performance.now() - started;
  return { mask, summary, engine: engine.name, milliseconds, storage: storageOf(stored, sparse) };
}
