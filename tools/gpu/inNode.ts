// The bench of the GPU for Node, with everything in it but the npm package `webgpu`; tools/gpu.ts builds it. It can be copied to a machine that
// has a GPU: it needs Node 20 and node_modules/webgpu beside it there, nothing else.
import { gpuOptions, printReport } from './command';
import { provideWebGPU } from './dawn';
import { Unsuitable } from './unsuitable';

const options = gpuOptions();
try {
  const release = await provideWebGPU();
  // tfjs looks for WebGPU when it is loaded.
  const { gpuReport } = await import('./report');
  printReport(await gpuReport(options, say), options);
  release();
} catch (cause) {
  console.error(cause instanceof Unsuitable ? cause.message : cause);
  process.exit(1);
}

function say(progress: string): void {
  console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${progress}`);
}
