import { kernelsModule } from './wasm/kernelsModule';

/** Exports of src/kernels/wasm/kernels.ts. Arrays are byte offsets in its memory. */
export type Kernels = {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): void;
  analyze(
    stored: number,
    firstBit: number,
    bits: number,
    rowCount: number,
    columnCount: number,
    tests: number,
    rowsOfFirst: number,
    rowsOfEach: number,
    mask: number,
    counts: number,
    blockSize: number,
    allowed: number,
    violations: number,
    violationWords: number,
  ): number;
  summarize(
    mask: number,
    rowCount: number,
    columnCount: number,
    counts: number,
    blockSize: number,
    allowed: number,
    violations: number,
    violationWords: number,
  ): number;
  margins(mask: number, rowCount: number, wordsPerRow: number, rows: number, columns: number, sums: number): void;
  pyramid(mask: number, rowCount: number, columnCount: number, fours: number, eights: number, sixteens: number): void;
  scatter(
    segments: number,
    nodeCount: number,
    indices: number,
    indexBytes: number,
    size: number,
    step: number,
    units: number,
    unitCount: number,
    unitSize: number,
    values: number,
    firstBit: number,
    bits: number,
    test: number,
    flags: number,
    bytes: number,
    rowsOfNode: number,
    columnCount: number,
    wordsPerRow: number,
    mask: number,
    counts: number,
    blockSize: number,
    allowed: number,
    violations: number,
    violationWords: number,
  ): number;
  structure(mask: number, rowCount: number, columnCount: number, used: number, rows: number, totals: number): void;
};

/** @returns undefined without WebAssembly SIMD */
export function wasmKernels(): Kernels | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const binary = Uint8Array.from(atob(kernelsModule), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(binary)) return undefined;
  return new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as unknown as Kernels;
}
