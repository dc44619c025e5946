import type { SparseRows } from '../tflite/weights/sparseRows';
import type { StoredRows } from '../tflite/weights/storedMatrix';
import type { Analysis } from './analysis';
import type { CellSizes, MagnitudeCells } from './magnitudeCells';
import type { MagnitudeCounter } from './magnitudeCounter';
import type { Margins } from './margins';
import type { Mask } from './mask';
import type { ZerosPattern } from './pattern';
import type { DensityPyramid } from './pyramid';
import type { StructureCounts } from './structureCounts';
import type { Summary } from './summary';

export type EngineName = 'cpu' | 'wasm' | 'webgpu';

/** A set of kernels. All engines compute the same bits for the same bytes. */
export type Engine = {
  readonly name: EngineName;
  /** Maximum number of bytes of weights per call. Larger tensors are split into row ranges. */
  readonly maxBytes: number;
  /**
   * Bytes of weights from which a call takes no longer per byte than a larger one. Weights are then computed in parts of about this size, while
   * the file is read. Absent if parts take longer.
   */
  readonly partBytes?: number | undefined;
  /**
   * Mask and summary of a range of rows.
   * @param bytes the stored rows. For types of less than 8 bits, the first row can start inside the first byte.
   * @throws ModelError `cancelled`
   */
  analysisOf(rows: StoredRows, bytes: Uint8Array, pattern: ZerosPattern, signal?: AbortSignal): Promise<Analysis>;
  /**
   * Memory to read a file into. `analysisOf` does not copy bytes that are in it. It is freed when nothing refers to it.
   * @returns undefined if there is not enough memory
   */
  memoryFor?(byteLength: number): Uint8Array<ArrayBuffer> | undefined;
  /**
   * Mask and summary of rows that are stored sparse.
   * @param rows all rows of the tensor
   * @param values all stored values
   * @returns undefined if an index is outside or can occur twice, or if the engine cannot do it; see sparseMask
   * @throws ModelError `cancelled`
   */
  sparseAnalysisOf?(
    rows: StoredRows,
    sparse: SparseRows,
    values: Uint8Array,
    pattern: ZerosPattern,
    signal?: AbortSignal,
  ): Promise<Analysis | undefined>;
  /** Accepts an analysis that is no longer used, to reuse its memory for the next one of the same size. */
  giveBack?(analysis: Analysis): void;
  /** Counts of an existing mask, for another pattern or for stored-sparse weights. */
  summaryOf(mask: Mask, pattern: ZerosPattern, signal?: AbortSignal): Promise<Summary>;
  /** Density pyramid of a mask. The pyramid refers to the mask without copying it. */
  pyramidOf(mask: Mask, signal?: AbortSignal): Promise<DensityPyramid>;
  /** Non-zeros of the rows and columns of a mask. */
  marginsOf(mask: Mask, signal?: AbortSignal): Promise<Margins>;
  /**
   * Counts from which the structure of the zeros of a mask follows.
   * @param groupRows consecutive rows of a group
   * @throws ModelError `cancelled`
   */
  structureCountsOf(mask: Mask, groupRows: number, signal?: AbortSignal): Promise<StructureCounts>;
  /** Starts to count the magnitudes of a tensor. */
  magnitudeCounter(): MagnitudeCounter;
  /** Starts to add up the magnitudes in the cells of a view. */
  magnitudeCells(view: CellSizes): MagnitudeCells;
  dispose(): void;
};

/** The engine requested by the user or the link. */
export type EngineChoice = 'auto' | EngineName;

/** The active engine. `reason` is a text for the page. */
export type EngineStatus = {
  readonly choice: EngineChoice;
  readonly name: EngineName;
  readonly reason: string;
  /** WebAssembly was needed, and the browser does not have it or the site does not allow it. */
  readonly lacksWasm?: true;
};

/** Large files are read in ranges of at most this many bytes. Two ranges are in memory at the same time. */
export const maxBytesAtOnce = 32 * 2 ** 20;

/** For engines that run in the thread that reads. */
export const bytesOfPart = 2 ** 20;
