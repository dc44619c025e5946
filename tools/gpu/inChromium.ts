import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import { chromiumPath } from '../chromium';
import { bundledPage } from './bundle';
import { gpuOptions, printReport } from './command';
import type { GpuPage } from './inPage';

/** Runs the bench in headless Chromium on the adapter of this machine, or on request on the software adapter of Chromium. */
export async function inChromium(): Promise<void> {
  const options = gpuOptions();
  const script = await bundledPage('tools/gpu/inPage.ts');
  // WebGPU needs a secure context, such as localhost.
  const server = createServer((_request, response) => response.end('<!doctype html>')).listen(0, '127.0.0.1');
  const args = ['--no-sandbox', '--enable-unsafe-webgpu', ...adapterFlags(options.software)];
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args });
  try {
    const page = await browser.newPage();
    page.on('console', (message) => console.error(message.text()));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({ content: script });
    const report = await page.evaluate((options) => {
      const { gpuReport } = globalThis as unknown as GpuPage;
      return gpuReport(options, (progress) => console.info(progress));
    }, options);
    printReport(report, options);
  } finally {
    await browser.close();
    server.close();
  }
}

/** Without a display, Chromium on Linux uses a software renderer unless flags select Vulkan. */
function adapterFlags(software: boolean): string[] {
  if (software) return ['--use-webgpu-adapter=swiftshader'];
  if (process.platform !== 'linux') return ['--ignore-gpu-blocklist'];
  return ['--ignore-gpu-blocklist', '--use-angle=vulkan', '--enable-features=Vulkan'];
}
