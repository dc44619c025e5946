import type { Encoding } from '../tflite/weights/weightTensor';
import type { PlannedEncoding } from './plan';

/** What a rewriting does to a tensor. Sizes are in bytes. */
export type RewrittenTensor = {
  readonly subgraph: number;
  readonly tensor: number;
  readonly name: string;
  readonly zerosBefore: number;
  readonly zerosAfter: number;
  readonly elements: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly encodingBefore: Encoding;
  readonly encodingAfter: Encoding | PlannedEncoding;
};

/** A new model file that has not been written yet. */
export type Rewriting = {
  readonly byteLength: number;
  /** The tensors that change. */
  readonly tensors: readonly RewrittenTensor[];
  /** Sentences to show before the file is written. */
  readonly notes: readonly string[];
  /**
   * The new file, in order, in chunks of at most a few MB.
   * @throws ModelError `cancelled`, and those of the source
   */
  chunks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
};
