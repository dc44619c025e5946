import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

// Time between two looks at the files, ms. Folders on other computers report no changes.
const lookInterval = 1000;
// Time after which a file that did not change again counts as written, ms.
const settleTime = 200;

/**
 * Looks at files, and reports when what it sees changed and stays the same for a while.
 * @param look what is seen, as a text to compare
 * @param onChange called with the text after a change
 * @param onError called when looking fails, once until it succeeds again. Looking goes on
 * @returns a function that ends it
 */
export function watchFiles(
  paths: readonly string[],
  look: () => Promise<string>,
  onChange: (seen: string) => void,
  onError: (thrown: unknown) => void,
): () => void {
  let known: string | undefined;
  let seen: string | undefined;
  let seenSince = 0;
  let isLooking = false;
  let hasFailed = false;
  let hasEnded = false;
  let settling: NodeJS.Timeout | undefined;

  async function lookAgain(): Promise<void> {
    if (isLooking || hasEnded) return;
    isLooking = true;
    try {
      compare(await look());
      hasFailed = false;
    } catch (thrown) {
      if (!hasFailed) onError(thrown);
      hasFailed = true;
    } finally {
      isLooking = false;
    }
  }

  function compare(now: string): void {
    if (hasEnded) return;
    known ??= now;
    if (now !== seen) seenSince = performance.now();
    seen = now;
    if (now === known) return;
    if (performance.now() - seenSince >= settleTime) {
      known = now;
      onChange(now);
      return;
    }
    clearTimeout(settling);
    settling = setTimeout(lookAgain, settleTime);
  }

  // The folder, because a file that replaces another one is not watched any more.
  const watchers = [...new Set(paths.map(dirname))].flatMap((folder) => watchFolder(folder, lookAgain));
  const interval = setInterval(lookAgain, lookInterval);
  void lookAgain();
  return () => {
    hasEnded = true;
    clearInterval(interval);
    clearTimeout(settling);
    for (const watcher of watchers) watcher.close();
  };
}

/** None if the system cannot watch the folder: the interval is then enough. */
function watchFolder(folder: string, onChange: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, onChange);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}
