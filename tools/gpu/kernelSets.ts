import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { Tensor } from '@tensorflow/tfjs-core';
import { gpuMemory, run } from '../../src/kernels/gpuRun.webgpu';
import { maskProgram, maskUniforms } from '../../src/kernels/mask.webgpu';
import { levelProgram, levelUniforms, packedLevelsOf } from '../../src/kernels/pyramid.webgpu';
import { summaryProgram, summaryUniforms } from '../../src/kernels/summary.webgpu';
import { emptyMask, wordsPerRowOf } from '../../src/sparsity/mask';
import { blocksPerRow, twoOfFour } from '../../src/sparsity/pattern';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';
import { zeroTestOf } from '../../src/tflite/weights/zeroBits';
import { plainProgram } from './plainPrograms';

/** One set of buffers: weights in GPU memory, and room for all that the kernels make of them. Each function records its work once. */
type KernelSet = {
  /** The weights to another buffer. */
  copy(encoder: GPUCommandEncoder): void;
  mask(): void;
  /** Counts and violations of that mask. */
  summary(): void;
  /** All levels above that mask. */
  pyramid(): void;
  /** Weights and copy as a plain program takes them. */
  readonly buffers: readonly [source: GPUBuffer, target: GPUBuffer];
};

export function kernelSets(gpu: WebGPUBackend, rows: StoredRows, bytes: Uint8Array, count: number) {
  const memory = gpuMemory(gpu.device);
  const list = Array.from({ length: count }, () => kernelSet(gpu, memory, rows, bytes));
  const recorderOf = (kind: 'copy' | 'read') => {
    const program = plainProgram(gpu.device, kind);
    const groups = new Map(list.map((set) => [set, program.bind(...set.buffers)]));
    return (encoder: GPUCommandEncoder, sets: readonly KernelSet[]) =>
      program.record(
        encoder,
        sets.map((set) => groups.get(set)!),
      );
  };
  return { list, shaderCopy: recorderOf('copy'), read: recorderOf('read'), free: memory.free };
}

function kernelSet(
  gpu: WebGPUBackend,
  memory: ReturnType<typeof gpuMemory>,
  rows: StoredRows,
  bytes: Uint8Array,
): KernelSet {
  const test = zeroTestOf(rows);
  const mask = emptyMask(rows.rowCount, rows.columnCount);
  const violationWords = wordsPerRowOf(blocksPerRow(mask.columnCount, twoOfFour));
  const [stored, zeros] = [memory.upload(bytes), memory.upload(new Uint8Array(test.zeros.buffer))];
  const copied = memory.words(bytes.length / 4);
  const buffers = [bufferOf(gpu, stored), bufferOf(gpu, copied)] as const;
  const words = memory.words(mask.words.length);
  const sections = memory.words(mask.rowCount * (1 + violationWords));
  const levels = packedLevelsOf(mask);
  const counts = levels.map((level, i) => (i === 0 ? words : memory.words(level.rowCount * level.wordsPerRow)));
  return {
    copy: (encoder) => encoder.copyBufferToBuffer(buffers[0], 0, buffers[1], 0, bytes.length),
    mask() {
      const program = maskProgram(test, rows, mask.wordsPerRow);
      run(gpu, program, [stored, zeros], words, maskUniforms(rows, test, mask.wordsPerRow));
    },
    summary() {
      const program = summaryProgram(mask.rowCount, violationWords, twoOfFour.of);
      run(gpu, program, [words], sections, summaryUniforms(mask, violationWords, twoOfFour));
    },
    pyramid() {
      for (let i = 1; i < levels.length; i++) {
        const program = levelProgram(levels[i - 1], levels[i]);
        run(gpu, program, [counts[i - 1]], counts[i], levelUniforms(levels[i - 1], levels[i]));
      }
    },
    buffers,
  };
}

function bufferOf(gpu: WebGPUBackend, { dataId }: Tensor): GPUBuffer {
  return gpu.tensorMap.get(dataId).resource as GPUBuffer;
}
