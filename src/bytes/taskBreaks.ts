// Milliseconds.
const maxTask = 20;

/**
 * Parts that have arrived follow each other without a task in between. What is returned lets other tasks run, such as a cancellation, once 20 ms
 * have passed. Call it after each part. Time in which the caller waits for parts counts, too.
 */
export function taskBreaks(): () => Promise<void> {
  let resumed = performance.now();
  return async () => {
    if (performance.now() - resumed < maxTask) return;
    await new Promise((resolve) => setTimeout(resolve));
    resumed = performance.now();
  };
}
