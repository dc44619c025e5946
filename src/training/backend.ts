import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
// tfjs-core alone has no gradients.
import '@tensorflow/tfjs-core/dist/register_all_gradients';

/** What computes: a GPU, or WebAssembly on the CPU. */
export type BackendName = 'webgpu' | 'wasm';

/**
 * Starts TensorFlow.js. Each backend is loaded when it is needed.
 * @param requested `auto`: WebGPU on a GPU. Adapters that are emulated on the CPU are slower than WebAssembly.
 * @returns the backend that runs
 */
export async function startBackend(requested: BackendName | 'auto'): Promise<BackendName> {
  if (requested === 'webgpu' || (requested === 'auto' && (await hasGpu()))) {
    await import('@tensorflow/tfjs-backend-webgpu');
    if (await tf.setBackend('webgpu').catch(() => false)) return 'webgpu';
  }
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
  });
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js did not start');
  return 'wasm';
}

async function hasGpu(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  return adapter !== null && adapter !== undefined && !adapter.info.isFallbackAdapter;
}
