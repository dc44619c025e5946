import type { BrowserContext, Page } from '@playwright/test';

/** Runs code in the page's worker before its own script, because a page cannot access the globals of a worker. */
export async function beforeWorkerScript(context: BrowserContext, code: string): Promise<void> {
  await context.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code};\n${await response.text()}` });
  });
}

/** Records each GPU device of the worker, so that `loseDevice` can destroy it. */
export function keepDevices(context: BrowserContext): Promise<void> {
  return beforeWorkerScript(
    context,
    `self.devicesOfTest = [];
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...options) {
      const device = await request.apply(this, options);
      self.devicesOfTest.push(device);
      return device;
    }`,
  );
}

/** Records uploads of the worker to the GPU, for `uploadsOf`. */
export function recordUploads(context: BrowserContext): Promise<void> {
  return beforeWorkerScript(
    context,
    `self.uploadsOfTest = [];
    const write = GPUQueue.prototype.writeBuffer;
    GPUQueue.prototype.writeBuffer = function (buffer, offset, data, ...part) {
      self.uploadsOfTest.push(data.byteLength);
      return write.call(this, buffer, offset, data, ...part);
    }`,
  );
}

/** The bytes of each array that the worker has written to the GPU. */
export async function uploadsOf(page: Page): Promise<number[]> {
  const [worker] = page.workers();
  return worker!.evaluate(() => (self as unknown as { uploadsOfTest: number[] }).uploadsOfTest);
}

/** Destroys the worker's GPU devices, like a driver crash. */
export async function loseDevices(page: Page): Promise<number> {
  const [worker] = page.workers();
  return worker!.evaluate(() => {
    const { devicesOfTest } = self as unknown as { devicesOfTest: GPUDevice[] };
    for (const device of devicesOfTest) device.destroy();
    return devicesOfTest.length;
  });
}
