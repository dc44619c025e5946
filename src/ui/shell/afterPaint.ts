// A hidden page has no animation frames. There, work waits for this time instead, ms.
const longestFrame = 100;

const waiting = new Set<() => void>();
let isScheduled = false;

/**
 * Runs work after the next paint. Each piece runs in a task of its own, with a paint before it, so that several together do not block the page.
 * @returns cancels it
 */
export function afterPaint(work: () => void): () => void {
  waiting.add(work);
  schedule();
  return () => waiting.delete(work);
}

function schedule(): void {
  if (isScheduled || waiting.size === 0) return;
  isScheduled = true;
  let frame = 0;
  const timer = setTimeout(runNext, longestFrame);
  frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    // The browser paints between the frame and its next task.
    setTimeout(runNext);
  });

  function runNext(): void {
    cancelAnimationFrame(frame);
    isScheduled = false;
    const [work] = waiting;
    if (!work) return;
    waiting.delete(work);
    work();
    schedule();
  }
}
