import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { beforeWorkerScript } from './workerScript';

/** What a page and its workers hold after a collection of garbage. */
export type Held = {
  /** Bytes of the JavaScript heaps, array buffers and the memory of WebAssembly included. */
  readonly heap: number;
  /** Bytes of the memory of all WebAssembly instances in the workers. */
  readonly wasmMemory: number;
  /** GPU buffers of the workers that are not destroyed, and their bytes. */
  readonly gpuBuffers: number;
  readonly gpuBytes: number;
  readonly workers: number;
  readonly documents: number;
  /** DOM nodes, also those outside the document. */
  readonly nodes: number;
  /** Event listeners of the page. */
  readonly listeners: number;
};

type InWorker = Pick<Held, 'wasmMemory' | 'gpuBuffers' | 'gpuBytes'>;

/** Records the WebAssembly instances and the GPU buffers of the workers, for `heldByPage`. Call it before the page is opened. */
export function recordHeld(context: BrowserContext): Promise<void> {
  return beforeWorkerScript(
    context,
    `self.memoriesOfTest = [];
    WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
      construct(Instance, given) {
        const instance = new Instance(...given);
        for (const exported of Object.values(instance.exports))
          if (exported instanceof WebAssembly.Memory) self.memoriesOfTest.push(new WeakRef(exported));
        return instance;
      },
    });
    self.buffersOfTest = new Map();
    if (self.GPUDevice) {
      const create = GPUDevice.prototype.createBuffer;
      GPUDevice.prototype.createBuffer = function (description) {
        const buffer = create.call(this, description);
        self.buffersOfTest.set(buffer, this);
        return buffer;
      };
      const destroyBuffer = GPUBuffer.prototype.destroy;
      GPUBuffer.prototype.destroy = function () {
        self.buffersOfTest.delete(this);
        return destroyBuffer.call(this);
      };
      const destroyDevice = GPUDevice.prototype.destroy;
      GPUDevice.prototype.destroy = function () {
        for (const [buffer, device] of self.buffersOfTest) if (device === this) self.buffersOfTest.delete(buffer);
        return destroyDevice.call(this);
      };
    }`,
  );
}

/** In a worker. As text, since what compiles this file adds calls that the worker lacks. */
const recorded = `(() => {
  const memories = self.memoriesOfTest.map((memory) => memory.deref()).filter(Boolean);
  const buffers = [...self.buffersOfTest.keys()];
  const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
  return {
    wasmMemory: sum(memories.map(({ buffer }) => buffer.byteLength)),
    gpuBuffers: buffers.length,
    gpuBytes: sum(buffers.map(({ size }) => size)),
  };
})()`;

/** Measures a page whose context has `recordHeld`. Call it before the page is opened. */
export async function heldByPage(page: Page): Promise<() => Promise<Held>> {
  const session = await page.context().newCDPSession(page);
  const workers = new Map<string, Ask>();
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.set(sessionId, askingWorker(session, sessionId));
  });
  session.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId));
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  await session.send('Performance.enable');

  return async () => {
    const asked: readonly Ask[] = [
      (method, parameters) => session.send(method as 'Runtime.evaluate', parameters as never),
      ...workers.values(),
    ];
    // What one thread drops can be the last reference to what another one holds.
    for (let round = 0; round < 3; round++) for (const ask of asked) await ask('HeapProfiler.collectGarbage');
    const heaps = await Promise.all(asked.map((ask) => ask('Runtime.getHeapUsage')));
    const inWorkers = await Promise.all(
      asked.slice(1).map((ask) => ask('Runtime.evaluate', { expression: recorded, returnByValue: true })),
    );
    const { metrics } = await session.send('Performance.getMetrics');
    const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)!.value;
    const recordedSum = (name: keyof InWorker) =>
      inWorkers.reduce((sum, { result }) => sum + (result.value as InWorker)[name], 0);
    return {
      heap: heaps.reduce((sum, { usedSize, backingStorageSize = 0 }) => sum + usedSize + backingStorageSize, 0),
      wasmMemory: recordedSum('wasmMemory'),
      gpuBuffers: recordedSum('gpuBuffers'),
      gpuBytes: recordedSum('gpuBytes'),
      workers: workers.size,
      documents: metric('Documents'),
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
    };
  };
}

// biome-ignore lint/suspicious/noExplicitAny: what Chromium answers depends on the method
type Ask = (method: string, parameters?: object) => Promise<any>;

/** Playwright has no sessions for workers, so the session of the page carries the messages. */
function askingWorker(session: CDPSession, sessionId: string): Ask {
  const waiting = new Map<number, (result: unknown) => void>();
  let lastId = 0;
  session.on('Target.receivedMessageFromTarget', ({ message, sessionId: from }) => {
    if (from !== sessionId) return;
    const { id, result } = JSON.parse(message);
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  return async (method, parameters = {}) => {
    const id = ++lastId;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    await session.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method, params: parameters }),
    });
    return answer;
  };
}
