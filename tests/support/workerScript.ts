import type { BrowserContext, Page } from '@playwright/test';

/** Has the page's worker run some code before its own: a worker's globals are out of a page's reach. */
export async function beforeWorkerScript(context: BrowserContext, code: string): Promise<void> {
  await context.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code};\n${await response.text()}` });
  });
}

/** Keeps every GPU device that the worker gets, so that `loseDevice` can take it away. */
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

/** Keeps what the worker gives the GPU to compute, for `uploadsOf`. */
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

/** Bytes of each array that the worker has written to the GPU so far. */
export async function uploadsOf(page: Page): Promise<number[]> {
  const [worker] = page.workers();
  return worker!.evaluate(() => (self as unknown as { uploadsOfTest: number[] }).uploadsOfTest);
}

/** Destroys the worker's GPU devices, as a driver that crashes does. */
export async function loseDevices(page: Page): Promise<number> {
  const [worker] = page.workers();
  return worker!.evaluate(() => {
    const { devicesOfTest } = self as unknown as { devicesOfTest: GPUDevice[] };
    for (const device of devicesOfTest) device.destroy();
    return devicesOfTest.length;
  });
}
