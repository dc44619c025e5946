import type { WebGPUEngine } from './webgpuEngine';

/** The way to a GPU from where kernels run. */
export type GpuAccess = {
  /** The adapter that an engine would run on; undefined where there is none. */
  adapter(): Promise<AdapterFacts | undefined>;
  /** @throws Error when it does not start; ask for the adapter first */
  start(): Promise<WebGPUEngine>;
};

export type AdapterFacts = {
  /** As the browser names it, for people. */
  readonly device: string;
  /** Computed by the CPU, which is slower than our kernels for it. */
  readonly isSoftware: boolean;
};

/** The GPU of this very thread. @param load fetches the engine's code, which is large */
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
