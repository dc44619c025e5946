import { type Figure, withGoal, withRatios } from '../bench/measure';
import { type Case, caseName } from '../bench/prunedBytes';
import { adapterName } from './adapter';
import type { GpuTimes, Timed } from './times';

const copy = 'buffer-to-buffer copy';
const shaderCopy = 'copy by a shader';
const kernels = 'webgpu kernels alone, mask and summary';
const engine = 'webgpu engine, upload to result';
const stock = 'stock tfjs operators, WebGPU';

/** Lines of the bench's table, with ratios to a copy of the weights within the GPU's memory. */
export function gpuFiguresOf(size: Case, measured: GpuTimes): Figure[] {
  const figure = (way: string, { milliseconds, bytes }: Timed): Figure => ({
    ...{ group: `${caseName(size)}, GPU`, way, milliseconds },
    gigabytesPerSecond: bytes / milliseconds / 1e6,
  });
  const copies = [figure(copy, measured.copy), figure(shaderCopy, measured.shaderCopy)];
  // The copy of a driver may be slower. Then it is no limit.
  copies.sort((a, b) => a.milliseconds - b.milliseconds);
  const [fastest, other] = copies;
  const compared = withRatios([
    { ...fastest, note: `${adapterName(measured.adapter)}, ${measured.clock}` },
    other,
    figure('reading alone', measured.read),
    figure('webgpu kernels alone, mask', measured.mask),
    figure(kernels, measured.kernels),
    figure('webgpu kernels alone, pyramid', measured.pyramid),
    figure('upload alone', measured.upload),
    figure('reading results back alone', measured.readBack),
    figure(engine, measured.engine),
    figure('wasm engine, one CPU core', measured.wasm),
    figure(stock, measured.stock),
  ]);
  // The read bandwidth limits a GPU. A software adapter is limited by computation on CPU cores, and by many small steps.
  return measured.adapter.software
    ? withGoal(compared, engine, 1 / 100, stock, '100 times the stock operators')
    : withGoal(compared, kernels, 1 / 0.7, fastest.way, '70 % of the copy’s bandwidth');
}
