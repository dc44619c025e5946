import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { handOver, takeOver, takeOverMessage } from '../src/entries/handover';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A waiting worker, which handles its messages when it is awake. */
function waitingWorker() {
  const ports: MessagePort[] = [];
  const handled: Promise<void>[] = [];
  const skipWaiting = vi.fn(async () => {});
  const wake = () => {
    for (const port of ports.splice(0)) handled.push(takeOver(port, skipWaiting));
  };
  const postMessage = vi.fn((message: unknown, [port]: Transferable[]) => {
    expect(message).toBe(takeOverMessage);
    ports.push(port as MessagePort);
  });
  return { worker: { postMessage } as Pick<ServiceWorker, 'postMessage'>, wake, skipWaiting, handled, ports };
}

it('ends after the waiting worker has called skipWaiting', async () => {
  const { worker, wake, skipWaiting } = waitingWorker();
  let isOver = false;
  const over = handOver(worker).finally(() => {
    isOver = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  wake();
  expect(await over).toBe(true);
  expect(skipWaiting).toHaveBeenCalledOnce();
});

it('does not wait until the browser has activated the worker, which waits for the page', async () => {
  const { worker, wake, skipWaiting } = waitingWorker();
  skipWaiting.mockReturnValue(new Promise(() => {}));
  const over = handOver(worker);
  wake();
  expect(await over).toBe(true);
});

it('fails without an answer, and a worker that answers later does not take over', async () => {
  const { worker, wake, skipWaiting, handled } = waitingWorker();
  const over = handOver(worker);
  vi.advanceTimersByTime(60_000);
  expect(await over).toBe(false);
  wake();
  await Promise.all(handled);
  expect(skipWaiting).not.toHaveBeenCalled();
});

it('asks again if the worker ends before it calls skipWaiting', async () => {
  const { worker, wake, skipWaiting, ports } = waitingWorker();
  const over = handOver(worker);
  const [port] = ports.splice(0);
  const told = new Promise((resolve) => {
    port!.onmessage = ({ data }) => resolve(data);
  });
  port!.postMessage('ready');
  expect(await told).toBe('go');
  vi.advanceTimersByTime(60_000);
  await vi.waitFor(() => expect(ports).toHaveLength(1));
  wake();
  expect(await over).toBe(true);
  expect(skipWaiting).toHaveBeenCalledOnce();
});
