import type { StoredRows } from '../tflite/weights/storedMatrix';
import type { Analysis } from './analysis';
import type { Mask } from './mask';
import type { ZerosPattern } from './pattern';
import type { DensityPyramid } from './pyramid';
import type { Summary } from './summary';

export type EngineName = 'cpu' | 'wasm' | 'webgpu';

/** The set of kernels in use. Engines are twins: for the same bytes they give the same bits. */
export type Engine = {
  readonly name: EngineName;
  /** The most bytes of weights it takes at once; larger tensors come in row ranges. */
  readonly maxBytes: number;
  /**
   * Mask and summary of a range of rows.
   * @param bytes the rows as they are stored; for types of less than 8 bits the first row may begin inside the first byte.
   * @throws ModelError `cancelled`
   */
  analysisOf(rows: StoredRows, bytes: Uint8Array, pattern: ZerosPattern, signal?: AbortSignal): Promise<Analysis>;
  /** Takes back an analysis that nobody looks at any more: the next one of that size is made in its memory. */
  giveBack?(analysis: Analysis): void;
  /** Counts of a mask that is there already: another pattern, or weights that are stored sparse. */
  summaryOf(mask: Mask, pattern: ZerosPattern, signal?: AbortSignal): Promise<Summary>;
  /** The levels of a mask's density pyramid; the mask itself is not copied. */
  pyramidOf(mask: Mask, signal?: AbortSignal): Promise<DensityPyramid>;
  dispose(): void;
};

/** What the person, the link or nobody asked for. */
export type EngineChoice = 'auto' | EngineName;

/** Which engine is at work, and why, in a sentence for the page. */
export type EngineStatus = { readonly choice: EngineChoice; readonly name: EngineName; readonly reason: string };

/** Whole files and whole tensors of several gigabytes stay out of memory; two of these are in it while a large tensor is read. */
export const maxBytesAtOnce = 32 * 2 ** 20;
