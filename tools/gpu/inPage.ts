// Bundled for a page of Chromium.
import { gpuReport } from './report';
import { gpuTimes } from './times';

export type GpuPage = { readonly gpuReport: typeof gpuReport; readonly gpuTimes: typeof gpuTimes };

const page: GpuPage = { gpuReport, gpuTimes };
Object.assign(globalThis, page);
