import type { WebGPUEngine } from './webgpuEngine';

/** Access to a GPU from the thread of the kernels. */
export type GpuAccess = {
  /** The adapter for an engine. Undefined without WebGPU. */
  adapter(): Promise<AdapterFacts | undefined>;
  /** Call `adapter` first. @throws Error if the engine does not start */
  start(): Promise<WebGPUEngine>;
};

export type AdapterFacts = {
  /** Name from the browser, for display. */
  readonly device: string;
  /** Emulated on the CPU, which is slower than the CPU engines. */
  readonly isSoftware: boolean;
};

/** The GPU of this thread. @param load fetches the code of the engine, which is large */
export function gpuHere(load: () => Promise<{ webgpuEngine(): Promise<WebGPUEngine> }>): GpuAccess {
  return {
    async adapter() {
      const adapter = await bestAdapter();
      if (!adapter) return undefined;
      const { vendor, architecture, isFallbackAdapter = false } = adapter.info ?? {};
      return { device: [vendor, architecture].filter(Boolean).join(' ') || 'unnamed', isSoftware: isFallbackAdapter };
    },
    start: async () => (await load()).webgpuEngine(),
  };
}

async function bestAdapter(): Promise<GPUAdapter | null> {
  try {
    return (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
  } catch {
    return null;
  }
}
