import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { ModelError } from '../modelError';

/** Submits the recorded programs and reads their results. @throws Error if WebGPU rejects a program */
export async function readBack(
  gpu: WebGPUBackend,
  memory: GpuMemory,
  results: readonly Tensor[],
): Promise<Uint32Array<ArrayBuffer>[]> {
  gpu.endComputePassEncoder();
  gpu.submitQueue();
  const reads = results.map((result) => memory.read(result));
  const [words] = await Promise.all([Promise.all(reads), noValidationError(gpu.device)]);
  return words;
}

export function run(
  gpu: WebGPUBackend,
  program: WebGPUProgram,
  inputs: Tensor[],
  output: Tensor,
  uniforms: number[],
): void {
  gpu.runWebGPUProgram(
    program,
    inputs,
    'int32',
    uniforms.map((value) => ({ type: 'uint32', data: [value] })),
    output,
  );
}

/** For an invalid program, WebGPU only logs a warning and the output is zeros. This turns it into an error. */
async function noValidationError(device: GPUDevice): Promise<void> {
  const error = await device.popErrorScope();
  if (error) throw new Error(`WebGPU rejected a kernel: ${error.message}`);
}

export type GpuMemory = ReturnType<typeof gpuMemory>;

/**
 * Buffers of one run, freed together. The pool of the tfjs backend never frees memory.
 * @throws ModelError `too-large` if a buffer exceeds the limits of the device
 */
export function gpuMemory(device: GPUDevice) {
  const buffers: GPUBuffer[] = [];
  const tensors = new Map<Tensor, GPUBuffer>();

  function buffer(byteLength: number, usage: number): GPUBuffer {
    // Kernels load four words at a time, also at the end.
    const size = Math.max(16, Math.ceil(byteLength / 16) * 16);
    if (size > device.limits.maxStorageBufferBindingSize || size > device.limits.maxBufferSize) {
      throw new ModelError('too-large', `${size} bytes exceed the buffer size of this GPU`);
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
      const alignedLength = bytes.length - (bytes.length % 4);
      device.queue.writeBuffer(target, 0, bytes as Uint8Array<ArrayBuffer>, 0, alignedLength);
      if (alignedLength < bytes.length) {
        // writeBuffer accepts multiples of 4 bytes only.
        const tail = new Uint8Array(4);
        tail.set(bytes.subarray(alignedLength));
        device.queue.writeBuffer(target, alignedLength, tail);
      }
      return asTensor(target);
    },
    async read(source: Tensor): Promise<Uint32Array<ArrayBuffer>> {
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
