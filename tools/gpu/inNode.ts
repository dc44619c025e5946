// The GPU bench for Node, bundled by tools/gpu.ts with everything except the npm package `webgpu`. Copy it to a machine with a GPU, Node 20 and
// node_modules/webgpu next to it.
import { gpuOptions, printReport } from './command';
import { provideWebGPU } from './dawn';
import { Unsuitable } from './unsuitable';

const options = gpuOptions();
try {
  const release = await provideWebGPU();
  // tfjs detects WebGPU when it is loaded.
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
