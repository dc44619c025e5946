import { type Kernels, kernelsOf } from './wasmModule';

// Bytes before the weights. The results of a window, at most 1.1 MB, are there: see windowMemory.
const weightsAt = 2 ** 21;

/** Kernels, and weights in their memory. */
export type WeightMemory = {
  readonly kernels: Kernels;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/**
 * Memory for weights that kernels read without a copy. It never grows, because that would detach `bytes`.
 * @returns undefined if there is not enough memory
 */
export function weightMemory(module: WebAssembly.Module, byteLength: number): WeightMemory | undefined {
  const kernels = kernelsOf(module);
  kernels.reserve(weightsAt + byteLength);
  const { buffer } = kernels.memory;
  if (buffer.byteLength < weightsAt + byteLength) return undefined;
  return { kernels, bytes: new Uint8Array(buffer, weightsAt, byteLength) };
}
