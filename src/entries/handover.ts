// How a service worker lets the waiting one take over, before it answers with a page of that version. A late answer must change nothing: the page
// of the old version is then open, and the new one would delete its files. So the waiting worker first says that it is ready, and then is told what to do.

/** Sent to the waiting worker, with a port. */
export const takeOverMessage = 'take-over';

type Step = 'ready' | 'go' | 'stay' | 'done';

// Time in which the waiting worker must answer, ms. A worker that is stopped starts within this time.
const answerLimit = 2000;

/** @returns whether the waiting worker has called `skipWaiting`. Otherwise it does not call it. */
export async function handOver(next: Pick<ServiceWorker, 'postMessage'>): Promise<boolean> {
  const { port1: port, port2 } = new MessageChannel();
  const ready = stepFrom(port, answerLimit);
  next.postMessage(takeOverMessage, [port2]);
  const isReady = (await ready) === 'ready';
  const done = stepFrom(port, answerLimit);
  send(port, isReady ? 'go' : 'stay');
  if (!isReady) return false;
  // A worker that ended between two steps is started again.
  return (await done) === 'done' || handOver(next);
}

/** The answer of the waiting worker. @param port that came with the message */
export async function takeOver(port: MessagePort, skipWaiting: () => Promise<void>): Promise<void> {
  const next = stepFrom(port);
  send(port, 'ready');
  if ((await next) === 'go') {
    // Not waited for: the browser may activate this worker only after the other one has answered.
    const skipped = skipWaiting();
    send(port, 'done');
    await skipped;
  }
  port.close();
}

function send(port: MessagePort, step: Step): void {
  port.postMessage(step);
}

/** The next message. @param limit ms; undefined is returned after it */
function stepFrom(port: MessagePort, limit?: number): Promise<Step | undefined> {
  return new Promise((resolve) => {
    const timer = limit === undefined ? undefined : setTimeout(resolve, limit);
    port.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data);
    };
  });
}
