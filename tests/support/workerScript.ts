import type { BrowserContext, Page } from '@playwright/test';

/** Runs code in the page's worker before its own script, because a page cannot access the globals of a worker. */
export async function beforeWorkerScript(context: BrowserContext, code: string): Promise<void> {
  await context.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code};\n${await response.text()}` });
  });
}

/**
 * Makes the pauses of the worker's requests 100 times shorter: before further tries, and between reports of a silent server. A pause that begins
 * with the worker can have its full length. Routes of Playwright would replace the requests.
 */
export function hurryRequests(page: Page): void {
  page.on('worker', (worker) => {
    void worker.evaluate(() => {
      const wait = self.setTimeout as (act: TimerHandler, time?: number) => number;
      self.setTimeout = ((act: TimerHandler, time = 0) => wait(act, time >= 1000 ? time / 100 : time)) as never;
    });
  });
}

/** Ends the worker when it is asked a question whose message contains a text, as the browser does when memory is short. */
export function endAtQuestion(context: BrowserContext, ...texts: readonly string[]): Promise<void> {
  return beforeWorkerScript(
    context,
    `self.addEventListener('message', ({ data }) => {
      const asked = JSON.stringify(data);
      if (${JSON.stringify(texts)}.every((text) => asked.includes(text))) self.close();
    })`,
  );
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
