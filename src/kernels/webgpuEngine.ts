// The backend without its 200 stock kernels, which would make the worker's code three times as large.
import '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import {
  backend,
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
  type Tensor,
  tensor,
  engine as tfEngine,
} from '@tensorflow/tfjs-core';
import { ModelError, throwIfCancelled } from '../modelError';
import { type Engine, mostBytesAtOnce, type StoredRows } from '../sparsity/engine';
import { emptyMask, type Mask, wordsPerRowOf } from '../sparsity/mask';
import { blocksPerRow, type Pattern } from '../sparsity/pattern';
import { type Analysis, type Summary, summaryFrom } from '../sparsity/summary';
import { zeroTestOf } from '../sparsity/zeroBits';
import { maskProgram, maskUniforms } from './mask.webgpu';
import { pyramidOnCpu } from './pyramid.cpu';
import { summaryProgram } from './summary.webgpu';

export type WebGPUEngine = Engine & {
  /** Resolves with the browser's words when the device goes away; the engine is of no use from then on. */
  readonly lost: Promise<string>;
};

/**
 * The kernels on tfjs's WebGPU backend. All weights, masks and counts lie in buffers of our own, which are destroyed after each run:
 * the backend's pool never gives memory back.
 * @throws Error when the backend does not start; probe the adapter first.
 */
export async function webgpuEngine(): Promise<WebGPUEngine> {
  if (!(await setBackend('webgpu'))) throw new Error('the WebGPU backend of TensorFlow.js did not start');
  const gpu = backend() as WebGPUBackend;
  let disposed = false;
  return {
    name: 'webgpu',
    mostBytes: Math.min(mostBytesAtOnce, gpu.device.limits.maxStorageBufferBindingSize),
    lost: gpu.device.lost.then((info) => (disposed ? new Promise<never>(() => {}) : info.message || info.reason)),
    async analysisOf(rows, bytes, pattern, signal) {
      throwIfCancelled(signal);
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
      return pyramidOnCpu(mask);
    },
    dispose() {
      disposed = true;
      forgetBackend();
    },
  };
}

/** tfjs forgets how to make a backend together with the backend; without its factory there would be no second one. */
function forgetBackend(): void {
  const factory = findBackendFactory('webgpu');
  removeBackend('webgpu');
  registerBackend('webgpu', factory);
}

async function analysisOnGpu(
  gpu: WebGPUBackend,
  rows: StoredRows,
  bytes: Uint8Array,
  pattern: Pattern,
  signal?: AbortSignal,
): Promise<Analysis> {
  const test = zeroTestOf(rows);
  const mask = emptyMask(rows.rowCount, rows.columnCount);
  const memory = gpuMemory(gpu.device);
  try {
    gpu.device.pushErrorScope('validation');
    const stored = memory.upload(bytes);
    const zeros = memory.upload(new Uint8Array(test.zeros.buffer));
    const maskWords = memory.words(mask.words.length);
    const program = maskProgram(test, rows.rowCount, mask.wordsPerRow);
    run(gpu, program, [stored, zeros], maskWords, maskUniforms(rows, test, mask.wordsPerRow));
    const sections = runSummary(gpu, memory, maskWords, mask, pattern);
    const [words, counts] = await readBack(gpu, memory, [maskWords, sections]);
    throwIfCancelled(signal);
    mask.words.set(words);
    return { mask, summary: summaryOfSections(counts, mask, pattern) };
  } finally {
    memory.free();
  }
}

async function summaryOnGpu(gpu: WebGPUBackend, mask: Mask, pattern: Pattern): Promise<Summary> {
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

/** @returns a section per row: its count of non-zeros, then its violation bits */
function runSummary(gpu: WebGPUBackend, memory: GpuMemory, maskWords: Tensor, mask: Mask, pattern: Pattern): Tensor {
  const violationWords = wordsPerRowOf(blocksPerRow(mask.columnCount, pattern));
  const sections = memory.words(mask.rowCount * (1 + violationWords));
  run(gpu, summaryProgram(mask.rowCount, violationWords), [maskWords], sections, [
    mask.rowCount,
    mask.columnCount,
    mask.wordsPerRow,
    violationWords,
    pattern.of,
    pattern.of - pattern.zeros,
  ]);
  return sections;
}

function summaryOfSections(sections: Uint32Array, { rowCount, columnCount }: Mask, pattern: Pattern): Summary {
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

/** Submits what was recorded, and fetches the results. A kernel that WebGPU refuses is an error here, not zeros on the screen. */
async function readBack(gpu: WebGPUBackend, memory: GpuMemory, results: readonly Tensor[]): Promise<Uint32Array[]> {
  gpu.endComputePassEncoder();
  gpu.submitQueue();
  const reads = results.map((result) => memory.read(result));
  const [words] = await Promise.all([Promise.all(reads), noValidationError(gpu.device)]);
  return words;
}

function run(gpu: WebGPUBackend, program: WebGPUProgram, inputs: Tensor[], output: Tensor, uniforms: number[]): void {
  gpu.runWebGPUProgram(
    program,
    inputs,
    'int32',
    uniforms.map((value) => ({ type: 'uint32', data: [value] })),
    output,
  );
}

/** A wrong kernel is no more than a console warning to WebGPU, and its output is zeros: that must never be drawn. */
async function noValidationError(device: GPUDevice): Promise<void> {
  const error = await device.popErrorScope();
  if (error) throw new Error(`WebGPU refused a kernel: ${error.message}`);
}

type GpuMemory = ReturnType<typeof gpuMemory>;

/** Buffers of one run, freed together. */
function gpuMemory(device: GPUDevice) {
  const buffers: GPUBuffer[] = [];
  const tensors = new Map<Tensor, GPUBuffer>();

  function buffer(byteLength: number, usage: number): GPUBuffer {
    const size = Math.max(4, Math.ceil(byteLength / 4) * 4);
    if (size > device.limits.maxStorageBufferBindingSize || size > device.limits.maxBufferSize) {
      throw new ModelError('too-large', `${size} bytes are more than this GPU takes at once`);
    }
    const made = device.createBuffer({ size, usage });
    buffers.push(made);
    return made;
  }

  function asTensor(made: GPUBuffer): Tensor {
    const wrapped = tensor({ buffer: made, zeroCopy: true }, [made.size / 4], 'int32');
    tensors.set(wrapped, made);
    return wrapped;
  }

  return {
    words(count: number): Tensor {
      return asTensor(buffer(count * 4, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST));
    },
    upload(bytes: Uint8Array): Tensor {
      const target = buffer(bytes.length, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);
      const whole = bytes.length - (bytes.length % 4);
      device.queue.writeBuffer(target, 0, bytes as Uint8Array<ArrayBuffer>, 0, whole);
      if (whole < bytes.length) {
        // writeBuffer takes multiples of 4 bytes only.
        const tail = new Uint8Array(4);
        tail.set(bytes.subarray(whole));
        device.queue.writeBuffer(target, whole, tail);
      }
      return asTensor(target);
    },
    async read(source: Tensor): Promise<Uint32Array> {
      const from = tensors.get(source)!;
      const to = buffer(from.size, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
      device.queue.submit([encoder.finish()]);
      await to.mapAsync(GPUMapMode.READ);
      return new Uint32Array(to.getMappedRange().slice(0));
    },
    free(): void {
      for (const wrapped of tensors.keys()) wrapped.dispose();
      for (const made of buffers) made.destroy();
    },
  };
}

function emptyAnalysis({ rowCount, columnCount }: Pick<Mask, 'rowCount' | 'columnCount'>, pattern: Pattern): Analysis {
  const violations = emptyMask(rowCount, blocksPerRow(columnCount, pattern));
  return {
    mask: emptyMask(rowCount, columnCount),
    summary: summaryFrom(pattern, new Uint32Array(rowCount), violations),
  };
}

/** How many tensors tfjs still knows; for tests of leaks. */
export function liveTensors(): number {
  return tfEngine().state.numTensors;
}
