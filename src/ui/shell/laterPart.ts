import { useEffect, useState } from 'react';

/**
 * A part of the page that comes in chunks of its own, while the page waits for something else. React's lazy() would do the same, but Suspense
 * holds back what it reveals for 300 ms, which is longer than everything else from the drop to the map.
 */
export function laterPart<T extends object>(load: () => Promise<T>) {
  let loaded: T | undefined;
  let loading: Promise<T> | undefined;

  function fetchPart(): Promise<T> {
    loading ??= load().then((part) => {
      loaded = part;
      return part;
    });
    return loading;
  }

  /** Fetches it, and gives it once it is there. */
  function usePart(): T | undefined {
    const [part, setPart] = useState(loaded);
    useEffect(() => {
      if (!part) void fetchPart().then(setPart);
    }, [part]);
    return part;
  }

  return { fetchPart, usePart };
}
