/**
 * Prunescope from code, for Node and browsers: `import { fileSource, openModel } from 'prunescope'`. It reads what it is asked for, shows nothing and
 * asks no network but for addresses that it is given. Files of Node's disk are opened by `prunescope/node`.
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

// Where bytes come from.
export { type ByteSource, memorySource } from '../bytes/byteSource';
export { fileSource } from '../bytes/fileSource';
export { urlSource } from '../bytes/urlSource';
// What can be wrong.
export { ModelError, type ModelErrorCode } from '../modelError';
export type { Analysis } from '../sparsity/analysis';
// What is found.
export { isNonZero, type Mask, nonZeroCount, packedMask } from '../sparsity/mask';
// What is looked for.
export {
  type BlockPattern,
  type Pattern,
  parsePattern,
  patternText,
  twoOfFour,
  type ZerosPattern,
} from '../sparsity/pattern';
export type { SparsityReport, TensorReport } from '../sparsity/report';
export { conforms, type Summary } from '../sparsity/summary';
export { selectedTensors } from '../sparsity/tensorSelection';
export { trivialBecause } from '../sparsity/trivial';
export { modelsIn } from '../tflite/bundle';
export type { ExternalFile } from '../tflite/modelFile';
export type { WeightTensor } from '../tflite/weights/weightTensor';

/** An open model: what is known of it, and the way to what takes reading. */
export type Model = {
  readonly name: string;
  readonly byteLength: number;
  /** One for each weight tensor, by subgraph and tensor. */
  readonly tensors: readonly WeightTensor[];
  /** The names of other files that weights lie in: plain base names. */
  readonly externalFiles: readonly string[];
  /**
   * The mask of a tensor, and what it says about a pattern.
   * @throws ModelError when this tensor cannot be read; the others still can.
   */
  analysisOf(tensor: WeightTensor, options?: PatternOptions): Promise<Analysis>;
  /**
   * The report, version 1, as `prunescope report --json` prints it: every byte is read, for the hash of the file and the masks. A tensor that
   * cannot be read has an error in place of its counts.
   * @throws ModelError `cancelled`, and those of the source.
   */
  report(options?: PatternOptions): Promise<SparsityReport>;
};

export type PatternOptions = {
  /** At least 2 zeros in every 4, if none is given. */
  readonly pattern?: Pattern | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type ModelOptions = {
  /** Finds the other files that weights lie in, by plain base names. Without it such weights are `external-missing`. */
  readonly externalFile?: ExternalFile | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Reads the metadata of a .tflite, and no weights. Of a bundle, open those that `modelsIn` finds.
 * @throws ModelError when the file is not a TFLite model, or damaged where all tensors depend on it; and those of the source.
 */
export async function openModel(source: ByteSource, { externalFile, signal }: ModelOptions = {}): Promise<Model> {
  if (await isBundle(source, signal)) {
    throw new ModelError('not-tflite', 'this is a bundle; expected one of the models in it, as modelsIn gives them');
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
      return reportOn(opened, await sha256InPieces(source, signal), pattern, sha256OfBytes, signal);
    },
  };
}
