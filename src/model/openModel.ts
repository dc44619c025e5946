import { type WeightValues, weightValues } from '../pruning/weightValues';
import type { Engine } from '../sparsity/engine';
import type { Mask } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { Pattern } from '../sparsity/pattern';
import { smallValuesOf } from '../sparsity/smallValues';
import { type Structure, structureOf } from '../sparsity/structure';
import { enginePattern, summaryBy } from '../sparsity/summary';
import type { RowProgress, TimedAnalysis } from '../sparsity/timedAnalysis';
import { type TensorWorth, worthReader } from '../targets/worth';
import { checkComplete } from '../tflite/completeness';
import { externalFileNames } from '../tflite/externalData';
import type { Model, Operator } from '../tflite/model';
import { type ExternalFile, type ModelFile, type ModelSource, openModelFile } from '../tflite/modelFile';
import { dequantizationScales } from '../tflite/weights/dequantization';
import { gzipBytesOf } from '../tflite/weights/gzipBytes';
import { modelConstants } from '../tflite/weights/modelConstants';
import type { ModelContents } from '../tflite/weights/modelContents';
import { type QuantizationSummary, quantizationSummary } from '../tflite/weights/quantizationSummary';
import { checkIndices } from '../tflite/weights/sparseWalk';
import { type StoredMatrix, storedMatrix } from '../tflite/weights/storedMatrix';
import { readSparseMatrix, type SparseMatrix } from '../tflite/weights/storedSparse';
import { tensorKey, type WeightTensor, weightTensor } from '../tflite/weights/weightTensor';
import { type WeightValue, weightValue } from '../tflite/weights/weightValue';
import { type MagnitudeHistogram, magnitudeHistogramOf } from '../views/magnitudeHistogram';
import { type Magnitudes, magnitudesOf } from '../views/magnitudes';
import type { MatrixView } from '../views/matrixView';
import { type WindowValues, windowValuesOf } from '../views/windowValues';
import { keptWeights } from './keptWeights';
import { analysisOfRows, type Criteria } from './rowsAnalysis';
import { analysisOfSparse } from './sparseAnalysis';

/** An open model. It reads weights on request. On the page it is in the worker. */
export type OpenedModel = {
  readonly contents: ModelContents;
  /** The contents by what the file stores, see `exact` of modelConstants. Read once. @throws ModelError */
  storedContents(signal?: AbortSignal): Promise<ModelContents>;
  /** See checkComplete of tflite/completeness.ts. @throws ModelError */
  checkComplete(signal?: AbortSignal): Promise<void>;
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
  /** @param mask of exact zeros @throws ModelError */
  structureOf(tensor: WeightTensor, mask: Mask, signal?: AbortSignal): Promise<Structure>;
  /** @param mask of the tensor @throws ModelError */
  worthOf(tensor: WeightTensor, mask: Mask, signal?: AbortSignal): Promise<TensorWorth>;
  /** Size of the stored weights of a tensor after gzip, in bytes. @param onProgress share, 0 to 1 @throws ModelError */
  gzipBytesOf(tensor: WeightTensor, signal?: AbortSignal, onProgress?: (share: number) => void): Promise<number>;
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
  /** The real values, for pruning. @throws ModelError */
  realValuesOf(tensor: WeightTensor, signal?: AbortSignal): Promise<WeightValues>;
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
  const contents = await contentsOf(file, options.exact, signal);
  let stored = options.exact ? contents : undefined;
  // The questions about a tensor follow one another: a report needs its mask and its small values, and the values under a moving pointer are
  // requested one by one. Each needs the zero points, the decoded weights of an encoded tensor, or all indices of a sparse tensor.
  let last: LocatedTensor | undefined;

  async function located(tensor: WeightTensor, cancel?: AbortSignal): Promise<LocatedTensor> {
    const key = tensorKey(tensor);
    if (last?.key === key) return last;
    const found: LocatedTensor = { key, stored: await storedMatrix(file, tensor, cancel), isChecked: false };
    last = found;
    return found;
  }

  async function uncheckedTensor(tensor: WeightTensor, cancel?: AbortSignal) {
    const found = await located(tensor, cancel);
    if (tensor.encoding === 'sparse') found.sparse ??= await readSparseMatrix(file, found.stored, cancel);
    return found;
  }

  async function requestedTensor(tensor: WeightTensor, cancel?: AbortSignal) {
    const found = await uncheckedTensor(tensor, cancel);
    if (found.sparse && !found.isChecked) checkIndices(found.sparse.walk);
    found.isChecked = true;
    return found;
  }

  return {
    contents,
    async storedContents(cancel) {
      stored ??= await contentsOf(file, true, cancel);
      return stored;
    },
    checkComplete: (cancel) => checkComplete(file, cancel),
    async analysisOf(tensor, pattern, cancel, onProgress, threshold = 0) {
      const found = await uncheckedTensor(tensor, cancel);
      const { sparse } = found;
      const engine = options.engineFor(found.stored.byteLength);
      // From the second threshold on, more follow: the reader moves it.
      if (threshold === 0) found.kept = undefined;
      else if (!sparse && found.hadThreshold) found.kept ??= await keptWeights(found.stored, engine, cancel);
      found.hadThreshold = threshold > 0;
      const stored = found.kept ?? found.stored;
      const criteria: Criteria = {
        pattern: enginePattern(pattern),
        ...(threshold > 0 && { threshold: { value: threshold, scales: dequantizationScales(stored) } }),
      };
      const analysis = sparse
        ? await analysisOfSparse(stored, sparse, criteria, engine, cancel)
        : await analysisOfRows(stored, criteria, engine, cancel, onProgress);
      found.isChecked = true;
      return { ...analysis, summary: summaryBy(pattern, analysis) };
    },
    async structureOf(tensor, mask, cancel) {
      const { stored } = await located(tensor, cancel);
      const small = await smallValuesOf(stored, cancel);
      return structureOf(tensor, mask, small, cancel, options.engineFor(stored.byteLength).structureCountsOf);
    },
    worthOf: worthReader(file, requestedTensor, options.engineFor),
    gzipBytesOf: async (tensor, cancel, onProgress) =>
      gzipBytesOf((await located(tensor, cancel)).stored, cancel, onProgress),
    async magnitudesOf(tensor, view, cancel, onProgress) {
      const { stored, sparse } = await requestedTensor(tensor, cancel);
      return magnitudesOf(stored, sparse, view, options.engineFor(stored.byteLength), cancel, onProgress);
    },
    async quantizationOf(tensor, cancel) {
      const { stored } = await requestedTensor(tensor, cancel);
      const { details } = stored.quantization;
      const { tensors } = file.model.subgraphs[tensor.subgraph];
      return quantizationSummary(stored, details && tensors[details.scales]?.shape);
    },
    async magnitudeHistogramOf(tensor, cancel, onProgress) {
      const { stored, sparse } = await requestedTensor(tensor, cancel);
      const counter = options.engineFor(stored.byteLength).magnitudeCounter();
      return magnitudeHistogramOf(stored, sparse, counter, cancel, onProgress);
    },
    async realValuesOf(tensor, cancel) {
      const { stored, sparse } = await requestedTensor(tensor, cancel);
      return weightValues(stored, sparse);
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

/** A tensor, as far as it has been read. The indices of a sparse tensor are checked when its mask is computed, or before anything else needs them. */
type LocatedTensor = {
  readonly key: string;
  readonly stored: StoredMatrix;
  /** Whether the last analysis had a threshold. */
  hadThreshold?: boolean;
  /** The same weights in memory. */
  kept?: StoredMatrix | undefined;
  sparse?: SparseMatrix;
  isChecked: boolean;
};

/** @param exact see modelConstants */
async function contentsOf(file: ModelFile, exact: boolean, signal?: AbortSignal): Promise<ModelContents> {
  const { weights, counted } = await modelConstants(file, exact, signal);
  const unreadableOperators = operatorCodes(file.model, ({ problem }) => problem !== undefined);
  return {
    name: file.source.name,
    byteLength: file.source.byteLength,
    tensors: weights.map((constant) => weightTensor(constant, file.lookupTables)),
    constants: counted,
    operators: operatorCodes(file.model),
    ...(unreadableOperators.length > 0 && { unreadableOperators }),
    externalFiles: externalFileNames(
      file,
      weights.map(({ tensor }) => tensor),
    ),
  };
}

/** The codes of operators of a model, each once. */
function operatorCodes({ subgraphs }: Model, isIncluded: (operator: Operator) => boolean = () => true): string[] {
  const codes = subgraphs.flatMap(({ operators }) => operators.filter(isIncluded).map(({ code }) => code));
  return [...new Set(codes)];
}
