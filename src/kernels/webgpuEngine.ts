// The backend without its 200 kernels, which would triple the size of the worker.
import '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import {
  backend,
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
  type Tensor,
  engine as tfEngine,
} from '@tensorflow/tfjs-core';
import { throwIfCancelled } from '../modelError';
import type { Analysis } from '../sparsity/analysis';
import { type Engine, maxBytesAtOnce } from '../sparsity/engine';
import { marginsOf } from '../sparsity/margins';
import { emptyMask, type Mask, wordsPerRowOf } from '../sparsity/mask';
import { blocksPerRow, type ZerosPattern } from '../sparsity/pattern';
import { countsFor, type DensityPyramid, type Level } from '../sparsity/pyramid';
import { structureCounts } from '../sparsity/structureCounts';
import { type Summary, summaryFrom } from '../sparsity/summary';
import type { StoredRows } from '../tflite/weights/storedMatrix';
import { zeroTestOf } from '../tflite/weights/zeroBits';
import { type GpuMemory, gpuMemory, readBack, run } from './gpuRun.webgpu';
import { magnitudeCounterOnCpu } from './histogram.cpu';
import { magnitudeCellsOnCpu } from './magnitudes.cpu';
import { maskProgram, maskUniforms, zeroBytes } from './mask.webgpu';
import { levelProgram, levelUniforms, type PackedLevel, packedLevelsOf } from './pyramid.webgpu';
import { summaryProgram, summaryUniforms } from './summary.webgpu';

export type WebGPUEngine = Engine & {
  /** Resolves with the reason from the browser when the device is lost. The engine cannot be used afterwards. */
  readonly lost: Promise<string>;
};

/**
 * The kernels on the WebGPU backend of tfjs. Weights, masks and counts are in separate buffers that are destroyed after each run, because the
 * pool of the backend never frees memory. Check the adapter first.
 * @throws Error if the backend does not start
 */
export async function webgpuEngine(): Promise<WebGPUEngine> {
  if (!(await setBackend('webgpu'))) throw new Error('the WebGPU backend of TensorFlow.js did not start');
  const gpu = backend() as WebGPUBackend;
  let disposed = false;
  return {
    name: 'webgpu',
    maxBytes: Math.min(maxBytesAtOnce, gpu.device.limits.maxStorageBufferBindingSize),
    lost: gpu.device.lost.then((info) => (disposed ? new Promise<never>(() => {}) : info.message || info.reason)),
    async analysisOf(rows, bytes, pattern, signal) {
      throwIfCancelled(signal);
      if (rows.threshold) throw new Error('the WebGPU engine has no kernel for thresholds; see gpuFallback');
      if (rows.rowCount === 0 || rows.columnCount === 0) return emptyAnalysis(rows, pattern);
      return analysisOnGpu(gpu, rows, bytes, pattern, signal);
    },
    async summaryOf(mask, pattern, signal) {
      throwIfCancelled(signal);
      if (mask.words.length === 0) return emptyAnalysis(mask, pattern).summary;
      return summaryOnGpu(gpu, mask, pattern);
    },
    async pyramidOf(mask, signal) {
      throwIfCancelled(signal);
      return pyramidOnGpu(gpu, mask);
    },
    // The transfer would take longer than the count.
    async marginsOf(mask, signal) {
      throwIfCancelled(signal);
      return marginsOf(mask);
    },
    structureCountsOf: structureCounts,
    magnitudeCounter: magnitudeCounterOnCpu,
    magnitudeCells: magnitudeCellsOnCpu,
    dispose() {
      disposed = true;
      removeWebGPUBackend();
    },
  };
}

/** tfjs removes the factory of a backend together with the backend. Registering it again allows a later start. */
function removeWebGPUBackend(): void {
  const factory = findBackendFactory('webgpu');
  removeBackend('webgpu');
  registerBackend('webgpu', factory);
}

async function analysisOnGpu(
  gpu: WebGPUBackend,
  rows: StoredRows,
  bytes: Uint8Array,
  pattern: ZerosPattern,
  signal?: AbortSignal,
): Promise<Analysis> {
  const test = zeroTestOf(rows);
  const mask = emptyMask(rows.rowCount, rows.columnCount);
  const memory = gpuMemory(gpu.device);
  try {
    gpu.device.pushErrorScope('validation');
    const stored = memory.upload(bytes);
    const zeros = memory.upload(zeroBytes(test));
    const maskWords = memory.words(mask.words.length);
    const program = maskProgram(test, rows, mask.wordsPerRow);
    run(gpu, program, [stored, zeros], maskWords, maskUniforms(rows, test, mask.wordsPerRow));
    const sections = runSummary(gpu, memory, maskWords, mask, pattern);
    const [words, counts] = await readBack(gpu, memory, [maskWords, sections]);
    throwIfCancelled(signal);
    mask.words.set(words.subarray(0, mask.words.length));
    return { mask, summary: summaryOfSections(counts, mask, pattern) };
  } finally {
    memory.free();
  }
}

async function summaryOnGpu(gpu: WebGPUBackend, mask: Mask, pattern: ZerosPattern): Promise<Summary> {
  const memory = gpuMemory(gpu.device);
  try {
    gpu.device.pushErrorScope('validation');
    const { buffer, byteOffset, byteLength } = mask.words;
    const maskWords = memory.upload(new Uint8Array(buffer, byteOffset, byteLength));
    const [counts] = await readBack(gpu, memory, [runSummary(gpu, memory, maskWords, mask, pattern)]);
    return summaryOfSections(counts, mask, pattern);
  } finally {
    memory.free();
  }
}

/** @returns a section for each row: its count of non-zeros, then its violation bits */
function runSummary(
  gpu: WebGPUBackend,
  memory: GpuMemory,
  maskWords: Tensor,
  mask: Mask,
  pattern: ZerosPattern,
): Tensor {
  const violationWords = wordsPerRowOf(blocksPerRow(mask.columnCount, pattern));
  const sections = memory.words(mask.rowCount * (1 + violationWords));
  const program = summaryProgram(mask.rowCount, violationWords, pattern.of);
  run(gpu, program, [maskWords], sections, summaryUniforms(mask, violationWords, pattern));
  return sections;
}

function summaryOfSections(sections: Uint32Array, { rowCount, columnCount }: Mask, pattern: ZerosPattern): Summary {
  const violations = emptyMask(rowCount, blocksPerRow(columnCount, pattern));
  const sectionLength = 1 + violations.wordsPerRow;
  const rowNonzeros = new Uint32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const section = row * sectionLength;
    rowNonzeros[row] = sections[section];
    violations.words.set(sections.subarray(section + 1, section + sectionLength), row * violations.wordsPerRow);
  }
  return summaryFrom(pattern, rowNonzeros, violations);
}

/** Computes all levels in one submission. Uploads the mask and reads back packed counts. */
async function pyramidOnGpu(gpu: WebGPUBackend, mask: Mask): Promise<DensityPyramid> {
  if (mask.words.length === 0) return { mask, levels: [] };
  const memory = gpuMemory(gpu.device);
  try {
    gpu.device.pushErrorScope('validation');
    const { buffer, byteOffset, byteLength } = mask.words;
    const [ownLevel, ...levels] = packedLevelsOf(mask);
    let below = ownLevel;
    let belowCounts = memory.upload(new Uint8Array(buffer, byteOffset, byteLength));
    const made: { readonly level: PackedLevel; readonly counts: Tensor }[] = [];
    for (const level of levels) {
      const counts = memory.words(level.rowCount * level.wordsPerRow);
      run(gpu, levelProgram(below, level), [belowCounts], counts, levelUniforms(below, level));
      made.push({ level, counts });
      [below, belowCounts] = [level, counts];
    }
    const read = await readBack(
      gpu,
      memory,
      made.map(({ counts }) => counts),
    );
    return { mask, levels: made.map(({ level }, i) => unpacked(level, read[i])) };
  } finally {
    memory.free();
  }
}

/** Removes the padding of rows to words. */
function unpacked(
  { cellSize, rowCount, columnCount, wordsPerRow }: PackedLevel,
  words: Uint32Array<ArrayBuffer>,
): Level {
  const counts = countsFor(cellSize, rowCount * columnCount);
  const bytes = new Uint8Array(counts.buffer);
  const rowBytes = columnCount * counts.BYTES_PER_ELEMENT;
  for (let row = 0; row < rowCount; row++) {
    bytes.set(new Uint8Array(words.buffer, words.byteOffset + row * wordsPerRow * 4, rowBytes), row * rowBytes);
  }
  return { cellSize, rowCount, columnCount, counts };
}

function emptyAnalysis(
  { rowCount, columnCount }: Pick<Mask, 'rowCount' | 'columnCount'>,
  pattern: ZerosPattern,
): Analysis {
  const violations = emptyMask(rowCount, blocksPerRow(columnCount, pattern));
  return {
    mask: emptyMask(rowCount, columnCount),
    summary: summaryFrom(pattern, new Uint32Array(rowCount), violations),
  };
}

/** Number of tensors that tfjs has not disposed of. For leak tests. */
export function liveTensors(): number {
  return tfEngine().state.numTensors;
}
