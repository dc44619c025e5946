import { throwIfCancelled } from '../modelError';
import { type Analysis, growingAnalysis } from '../sparsity/analysis';
import type { Engine } from '../sparsity/engine';
import type { Mask } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { Pattern, ZerosPattern } from '../sparsity/pattern';
import type { SmallValues } from '../sparsity/rounding';
import { smallValuesOf } from '../sparsity/smallValues';
import { sparseMask } from '../sparsity/sparseMask';
import { enginePattern, summaryBy } from '../sparsity/summary';
import type { RowProgress, TimedAnalysis } from '../sparsity/timedAnalysis';
import { type TensorWorth, worthReader } from '../targets/worth';
import { externalFileNames } from '../tflite/externalData';
import type { Model, Operator } from '../tflite/model';
import { type ExternalFile, type ModelSource, openModelFile } from '../tflite/modelFile';
import { type Channels, channelsOfElements } from '../tflite/weights/channels';
import type { ConstantTensor } from '../tflite/weights/coverage';
import { dequantizationScales } from '../tflite/weights/dequantization';
import { modelConstants } from '../tflite/weights/modelConstants';
import type { ModelContents } from '../tflite/weights/modelContents';
import { type QuantizationSummary, quantizationSummary } from '../tflite/weights/quantizationSummary';
import { storageOf } from '../tflite/weights/storage';
import { readElements, type StoredMatrix, storedMatrix, type Threshold } from '../tflite/weights/storedMatrix';
import { readSparseMatrix, type SparseMatrix } from '../tflite/weights/storedSparse';
import { tensorKey, type WeightTensor, weightTensor } from '../tflite/weights/weightTensor';
import { type WeightValue, weightValue } from '../tflite/weights/weightValue';
import { type MagnitudeHistogram, magnitudeHistogramOf } from '../views/magnitudeHistogram';
import { type Magnitudes, magnitudesOf } from '../views/magnitudes';
import type { MatrixView } from '../views/matrixView';
import { type WindowValues, windowValuesOf } from '../views/windowValues';

/** An open model. It reads weights on request. On the page it is in the worker. */
export type OpenedModel = {
  readonly contents: ModelContents;
  /** The constants that coverage counts, with their stored sizes. @throws ModelError */
  storedConstants(signal?: AbortSignal): Promise<readonly ConstantTensor[]>;
  /**
   * @param onProgress rows read; called only for tensors that take several reads
   * @param threshold weights with abs(w) up to this value count as zero; default: exact zeros only
   * @throws ModelError if this tensor cannot be read; other tensors can still be readable
   */
  analysisOf(
    tensor: WeightTensor,
    pattern: Pattern,
    signal?: AbortSignal,
    onProgress?: RowProgress,
    threshold?: number,
  ): Promise<TimedAnalysis>;
  /** @returns undefined for tensors that are not quantized or stored sparse @throws ModelError */
  smallValuesOf(tensor: WeightTensor, signal?: AbortSignal): Promise<SmallValues | undefined>;
  /** @param mask of the tensor @throws ModelError */
  worthOf(tensor: WeightTensor, mask: Mask, signal?: AbortSignal): Promise<TensorWorth>;
  /** @param onProgress share, 0 to 1 @throws ModelError */
  magnitudesOf(
    tensor: WeightTensor,
    view: MatrixView,
    signal?: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<Magnitudes>;
  /** @throws ModelError */
  quantizationOf(tensor: WeightTensor, signal?: AbortSignal): Promise<QuantizationSummary>;
  /** @param onProgress share, 0 to 1 @throws ModelError */
  magnitudeHistogramOf(
    tensor: WeightTensor,
    signal?: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<MagnitudeHistogram>;
  /** @throws ModelError */
  windowValuesOf(
    tensor: WeightTensor,
    view: MatrixView,
    window: MatrixWindow,
    signal?: AbortSignal,
  ): Promise<WindowValues>;
  /** @throws ModelError */
  valueAt(tensor: WeightTensor, row: number, column: number, signal?: AbortSignal): Promise<WeightValue>;
};

export type OpenOptions = {
  /** @param byteLength of the stored weights of a tensor */
  engineFor(byteLength: number): Engine;
  /** See modelConstants. */
  readonly exact: boolean;
  /** Finds files with external weights. Gets base names only. Without it, such weights are `external-missing`. */
  readonly externalFile?: ExternalFile | undefined;
};

/** @throws ModelError if the file is not a TFLite model, or is damaged in a part that all tensors need */
export async function openModel(source: ModelSource, options: OpenOptions, signal?: AbortSignal): Promise<OpenedModel> {
  const file = await openModelFile(source, signal, options.externalFile);
  const { weights, counted } = await modelConstants(file, options.exact, signal);
  const unreadableOperators = operatorCodes(file.model, ({ problem }) => problem !== undefined);
  const contents: ModelContents = {
    name: source.name,
    byteLength: source.byteLength,
    tensors: weights.map((constant) => weightTensor(constant, file.lookupTables)),
    constants: counted,
    operators: operatorCodes(file.model),
    ...(unreadableOperators.length > 0 && { unreadableOperators }),
    externalFiles: externalFileNames(
      file,
      weights.map(({ tensor }) => tensor),
    ),
  };
  let exactConstants = options.exact ? counted : undefined;
  // The questions about a tensor follow one another: a report needs its mask and its small values, and the values under a moving pointer are
  // requested one by one. Each needs the zero points, the decoded weights of an encoded tensor, or all indices of a sparse tensor.
  let last: { readonly key: string; readonly stored: StoredMatrix; sparse?: SparseMatrix } | undefined;

  async function located(tensor: WeightTensor, cancel?: AbortSignal) {
    const key = tensorKey(tensor);
    if (last?.key === key) return last;
    const found = { key, stored: await storedMatrix(file, tensor, cancel) };
    last = found;
    return found;
  }

  async function requestedTensor(tensor: WeightTensor, cancel?: AbortSignal) {
    const found: NonNullable<typeof last> = await located(tensor, cancel);
    if (tensor.encoding === 'sparse') found.sparse ??= await readSparseMatrix(file, found.stored, cancel);
    return found;
  }

  return {
    contents,
    async storedConstants(cancel) {
      exactConstants ??= (await modelConstants(file, true, cancel)).counted;
      return exactConstants;
    },
    async analysisOf(tensor, pattern, cancel, onProgress, threshold = 0) {
      const { stored, sparse } = await requestedTensor(tensor, cancel);
      const engine = options.engineFor(stored.byteLength);
      const criteria: Criteria = {
        pattern: enginePattern(pattern),
        ...(threshold > 0 && { threshold: { value: threshold, scales: dequantizationScales(stored) } }),
      };
      const analysis = sparse
        ? await analysisOfSparse(stored, sparse, criteria, engine, cancel)
        : await analysisOfRows(stored, criteria, engine, cancel, onProgress);
      return { ...analysis, summary: summaryBy(pattern, analysis) };
    },
    smallValuesOf: async (tensor, cancel) => smallValuesOf((await located(tensor, cancel)).stored, cancel),
    worthOf: worthReader(file, requestedTensor),
    async magnitudesOf(tensor, view, cancel, onProgress) {
      const { stored, sparse } = await requestedTensor(tensor, cancel);
      return magnitudesOf(stored, sparse, view, cancel, onProgress);
    },
    async quantizationOf(tensor, cancel) {
      const { stored } = await requestedTensor(tensor, cancel);
      const { details } = stored.quantization;
      const { tensors } = file.model.subgraphs[tensor.subgraph];
      return quantizationSummary(stored, details && tensors[details.scales]?.shape);
    },
    async magnitudeHistogramOf(tensor, cancel, onProgress) {
      const { stored, sparse } = await requestedTensor(tensor, cancel);
      return magnitudeHistogramOf(stored, sparse, cancel, onProgress);
    },
    async windowValuesOf(tensor, view, window, cancel) {
      const { stored, sparse } = await requestedTensor(tensor, cancel);
      return windowValuesOf(stored, sparse, view, window, cancel);
    },
    async valueAt(tensor, row, column, cancel) {
      const { stored, sparse } = await requestedTensor(tensor, cancel);
      return weightValue(stored, sparse, row * tensor.columnCount + column, cancel);
    },
  };
}

/** The codes of operators of a model, each once. */
function operatorCodes({ subgraphs }: Model, isIncluded: (operator: Operator) => boolean = () => true): string[] {
  const codes = subgraphs.flatMap(({ operators }) => operators.filter(isIncluded).map(({ code }) => code));
  return [...new Set(codes)];
}

/** What counts as zero, and what is counted. */
type Criteria = { readonly pattern: ZerosPattern; readonly threshold?: Threshold };

// Elements at once if zero points or scales need a list in the order of the elements, see needsList.
const maxListed = 2 ** 22;

/** Whether kernels need a list of zero points and scales in the order of the elements: if they differ along several dimensions, or in other blocks. */
function needsList({ zeroPoints }: StoredMatrix, scales: Channels | undefined): boolean {
  if (zeroPoints.grid || scales?.grid) return true;
  if (!scales || scales.values.length === 1 || zeroPoints.values.length === 1) return false;
  return scales.values.length !== zeroPoints.values.length || scales.stride !== zeroPoints.stride;
}

/**
 * Reads and analyzes a tensor. If it is larger than `engine.maxBytes`, it is read in row ranges: while the engine computes one, the next is read.
 * At most two ranges are in memory.
 */
async function analysisOfRows(
  stored: StoredMatrix,
  { pattern, threshold }: Criteria,
  engine: Engine,
  signal?: AbortSignal,
  onProgress?: RowProgress,
): Promise<TimedAnalysis> {
  const { rowCount, columnCount } = stored.tensor;
  const storage = storageOf(stored);
  const elementsAtOnce = Math.min(
    (engine.maxBytes * 8) / stored.format.bits,
    needsList(stored, threshold?.scales) ? maxListed : Infinity,
  );
  const rowsAtOnce = Math.max(1, Math.floor(elementsAtOnce / Math.max(1, columnCount)));
  let milliseconds = 0;
  let idleSince = 0;

  async function rowsFrom(row: number): Promise<() => Promise<Analysis>> {
    throwIfCancelled(signal);
    const count = Math.min(rowsAtOnce, rowCount - row);
    const firstElement = row * columnCount;
    const bytes = await readElements(stored, firstElement, count * columnCount, signal);
    const zeroPoints = channelsOfElements(stored.zeroPoints, firstElement, count * columnCount);
    const place = { rowCount: count, columnCount, firstElement };
    const rows = { ...place, type: stored.type, zeroPoints, ...(threshold && { threshold }) };
    return async () => {
      const started = performance.now();
      const analysis = await engine.analysisOf(rows, bytes, pattern, signal);
      // Two ranges can be computed at the same time. Overlapping time counts once.
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
    // It is awaited after the next read. Until then a rejection must not count as unhandled.
    before.catch(() => {});
  }
  analysis.add(await before!);
  return { ...analysis.complete(), engine: engine.name, milliseconds, storage };
}

async function analysisOfSparse(
  stored: StoredMatrix,
  sparse: SparseMatrix,
  { pattern, threshold }: Criteria,
  engine: Engine,
  signal?: AbortSignal,
): Promise<TimedAnalysis> {
  const started = performance.now();
  const mask = await sparseMask(sparse, stored, engine, threshold, signal);
  const summary = await engine.summaryOf(mask, pattern, signal);
  const milliseconds = performance.now() - started;
  return { mask, summary, engine: engine.name, milliseconds, storage: storageOf(stored, sparse) };
}
