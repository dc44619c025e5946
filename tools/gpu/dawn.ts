import { Unsuitable } from './unsuitable';

// The package has 130 MB for all systems, so it is not a dependency of the project.
const webgpuPackage = 'webgpu';
const testedVersion = '0.6.2';

type Dawn = { create(options: string[]): GPU; readonly globals: object };

/**
 * Gives Node the `navigator.gpu` that browsers have, from Dawn, the WebGPU of Chromium.
 * @returns a function that ends it. Node does not exit before.
 * @throws Unsuitable when the package is missing, with the command that installs it
 */
export async function provideWebGPU(): Promise<() => void> {
  const { create, globals } = await loadDawn();
  Object.assign(globalThis, globals);
  // Browsers round timestamps to 0.1 ms, and Dawn does by default.
  const gpu = create(['disable-dawn-features=timestamp_quantization']);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  return () => Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
}

async function loadDawn(): Promise<Dawn> {
  try {
    return await import(/* @vite-ignore */ webgpuPackage);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new Unsuitable(`WebGPU for Node is not installed. Run: npm install --no-save webgpu@${testedVersion}`);
  }
}
