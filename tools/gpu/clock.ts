import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { env } from '@tensorflow/tfjs-core';

export type GpuClock = {
  /** `timestamps` are taken by the GPU; `wall` is from submission to completion, as this thread sees it. */
  readonly name: 'timestamps' | 'wall';
  /**
   * The time in ms that the GPU takes for the commands of `record`, in one submission.
   * @param record may run tfjs programs, or use the encoder that `encoder()` gives, outside of any pass
   */
  time(record: (encoder: () => GPUCommandEncoder) => void): Promise<number>;
};

/** Measures work on a GPU without the time that recording it and waiting for it takes, where the device has timestamps. */
export function gpuClock(gpu: WebGPUBackend): GpuClock {
  const { device } = gpu;
  const timestamps = device.features.has('timestamp-query') ? timestampPair(device) : undefined;
  function encoder(): GPUCommandEncoder {
    gpu.endComputePassEncoder();
    gpu.ensureCommandEncoderReady();
    // biome-ignore lint/complexity/useLiteralKeys: it is private, and there is no other way to what tfjs records into
    return gpu['commandEncoder'];
  }
  return {
    name: timestamps ? 'timestamps' : 'wall',
    async time(record) {
      // tfjs submits after this many programs. A batch must be one submission.
      const submitAfter = env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE');
      env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', Number.MAX_SAFE_INTEGER);
      try {
        timestamps?.begin(encoder());
        record(encoder);
        const last = encoder();
        timestamps?.end(last);
        const submitted = performance.now();
        gpu.submitQueue();
        await device.queue.onSubmittedWorkDone();
        return timestamps ? await timestamps.milliseconds() : performance.now() - submitted;
      } finally {
        env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', submitAfter);
      }
    },
  };
}

/** Timestamps can only be taken where a pass begins or ends, so passes without any work carry them. */
function timestampPair(device: GPUDevice) {
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const resolved = device.createBuffer({ size: 16, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const readable = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  return {
    begin(encoder: GPUCommandEncoder): void {
      encoder.beginComputePass({ timestampWrites: { querySet, beginningOfPassWriteIndex: 0 } }).end();
    },
    end(encoder: GPUCommandEncoder): void {
      encoder.beginComputePass({ timestampWrites: { querySet, endOfPassWriteIndex: 1 } }).end();
      encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, readable, 0, 16);
    },
    async milliseconds(): Promise<number> {
      await readable.mapAsync(GPUMapMode.READ);
      const [begun, ended] = new BigUint64Array(readable.getMappedRange());
      const nanoseconds = Number(ended - begun);
      readable.unmap();
      return nanoseconds / 1e6;
    },
  };
}
