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
  histogram(
    steps: number,
    count: number,
    scales: number,
    scaleBytes: number,
    bins: number,
    octaves: number,
    totals: number,
  ): void;
  magnitudeSums(
    steps: number,
    count: number,
    scales: number,
    scaleBytes: number,
    along: number,
    shift: number,
    cells: number,
    cellBytes: number,
  ): void;
  magnitudeLevel(below: number, rowCount: number, columnCount: number, above: number): void;
  magnitudeMeans(
    sums: number,
    rowCount: number,
    columnCount: number,
    cellSize: number,
    viewRows: number,
    viewColumns: number,
  ): number;
  magnitudeSteps(means: number, count: number, largest: number, steps: number): void;
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

/** @returns the compiled kernels; undefined without WebAssembly SIMD, and if a content security policy forbids WebAssembly */
export function compiledModule(): WebAssembly.Module | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    return new WebAssembly.Module(moduleBytes());
  } catch (cause) {
    // To validate first would take nearly as long as to compile.
    // WebKit throws an EvalError if a policy forbids it, other browsers a CompileError.
    if (cause instanceof WebAssembly.CompileError || cause instanceof EvalError) return undefined;
    throw cause;
  }
}

/** Kernels with a memory of their own. */
export function kernelsOf(module: WebAssembly.Module): Kernels {
  return new WebAssembly.Instance(module).exports as unknown as Kernels;
}

/** Why `compiledModule` returns nothing. */
export function noWasmReason(): string {
  // Policies forbid to compile, not to validate.
  const isSupported = typeof WebAssembly !== 'undefined' && WebAssembly.validate(moduleBytes());
  return isSupported ? 'this site does not allow WebAssembly' : 'no WebAssembly SIMD here';
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  // Node decodes in a tenth of the time.
  if (typeof Buffer !== 'undefined') return Buffer.from(kernelsModule, 'base64');
  const characters = atob(kernelsModule);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
