/**
 * The functions of Prunescope, for Node and browsers: `import { fileSource, openModel } from 'prunescope'`. They send requests only to the URLs
 * that they are given. `prunescope/node` opens files on disk.
 */
import type { ByteSource } from '../bytes/byteSource';
import { sha256InPieces, sha256OfBytes } from '../bytes/sha256';
import { cpuEngine } from '../kernels/cpuEngine';
import { wasmEngine } from '../kernels/wasmEngine';
import { openModel as openWeights } from '../model/openModel';
import { ModelError } from '../modelError';
import type { Analysis } from '../sparsity/analysis';
import { type Pattern, twoOfFour } from '../sparsity/pattern';
import { reportOn, type SparsityReport } from '../sparsity/report';
import { isBundle } from '../tflite/bundle';
import type { ExternalFile } from '../tflite/modelFile';
import type { WeightTensor } from '../tflite/weights/weightTensor';

// Byte sources.
export { type ByteSource, memorySource } from '../bytes/byteSource';
export { fileSource } from '../bytes/fileSource';
export { urlSource } from '../bytes/urlSource';
// Errors.
export { ModelError, type ModelErrorCode } from '../modelError';
// Pruning and other encodings.
export { type Plan, type PlannedEncoding, type PlannedTensor, type Pruning, parsePlan } from '../rewrite/plan';
export { type RewriteOptions, type Rewriting, type RewrittenTensor, rewriteModel } from '../rewrite/rewriteModel';
export type { Analysis } from '../sparsity/analysis';
// Results.
export { isNonZero, type Mask, nonZeroCount, packedMask } from '../sparsity/mask';
// Patterns.
export {
  type BlockPattern,
  type Pattern,
  parsePattern,
  patternText,
  twoOfFour,
  type ZerosPattern,
} from '../sparsity/pattern';
export type { SparsityReport, TensorReport } from '../sparsity/report';
export type { TensorStatus } from '../sparsity/status';
export { conforms, type Summary } from '../sparsity/summary';
export { selectedTensors } from '../sparsity/tensorSelection';
export { trivialBecause } from '../sparsity/trivial';
export { modelsIn } from '../tflite/bundle';
export type { ExternalFile, ModelSource } from '../tflite/modelFile';
export type { WeightTensor } from '../tflite/weights/weightTensor';

/** An open model. */
export type Model = {
  readonly name: string;
  readonly byteLength: number;
  /** The weight tensors, ordered by subgraph and tensor. */
  readonly tensors: readonly WeightTensor[];
  /** Base names of the external files that contain weights. */
  readonly externalFiles: readonly string[];
  /**
   * The mask of a tensor, and its counts for a pattern.
   * @throws ModelError if this tensor cannot be read. Others can still be read.
   */
  analysisOf(tensor: WeightTensor, options?: PatternOptions): Promise<Analysis>;
  /**
   * The report, version 1, as printed by `prunescope report --json`. It reads the complete file, for its hash. A tensor that cannot be read has
   * an error instead of counts.
   * @throws ModelError `cancelled`, and those of the source.
   */
  report(options?: PatternOptions): Promise<SparsityReport>;
};

export type PatternOptions = {
  /** Default: at least 2 zeros in every 4. */
  readonly pattern?: Pattern | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type ModelOptions = {
  /** Opens the external files that contain weights, by base name. Without it, these weights give the error `external-missing`. */
  readonly externalFile?: ExternalFile | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Opens a .tflite model. Reads its metadata, but no weights. For a bundle, open the sources that `modelsIn` returns.
 * @throws ModelError if the file is not a TensorFlow Lite model, or if its metadata is damaged; and those of the source
 */
export async function openModel(source: ByteSource, { externalFile, signal }: ModelOptions = {}): Promise<Model> {
  if (await isBundle(source, signal)) {
    throw new ModelError('not-tflite', 'this is a bundle; expected one of the models in it. Get them with modelsIn.');
  }
  const engine = wasmEngine() ?? cpuEngine();
  const opened = await openWeights(source, { engineFor: () => engine, exact: true, externalFile }, signal);
  return {
    ...opened.contents,
    async analysisOf(tensor, { pattern = twoOfFour, signal } = {}) {
      const { mask, summary } = await opened.analysisOf(tensor, pattern, signal);
      return { mask, summary };
    },
    async report({ pattern = twoOfFour, signal } = {}) {
      const modelSha256 = await sha256InPieces(source, signal);
      return reportOn({ model: opened, modelSha256, pattern, sha256: sha256OfBytes, signal });
    },
  };
}
