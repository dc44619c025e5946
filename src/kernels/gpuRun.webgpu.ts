import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { ModelError } from '../modelError';

/** Submits what was recorded, and fetches the results. A kernel that WebGPU refuses is an error here, not zeros on the screen. */
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

/** A wrong kernel is no more than a console warning to WebGPU, and its output is zeros: that must never be drawn. */
async function noValidationError(device: GPUDevice): Promise<void> {
  const error = await device.popErrorScope();
  if (error) throw new Error(`WebGPU refused a kernel: ${error.message}`);
}

export type GpuMemory = ReturnType<typeof gpuMemory>;

/**
 * Buffers of one run, freed together: the backend's pool never gives memory back.
 * @throws ModelError `too-large`
 */
export function gpuMemory(device: GPUDevice) {
  const buffers: GPUBuffer[] = [];
  const tensors = new Map<Tensor, GPUBuffer>();

  function buffer(byteLength: number, usage: number): GPUBuffer {
    // Whole loads of four words, also of the last bytes.
    const size = Math.max(16, Math.ceil(byteLength / 16) * 16);
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
