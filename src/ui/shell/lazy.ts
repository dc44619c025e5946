import { useEffect, useState } from 'react';

/** Something that is loaded once, when it is first needed. */
export type Lazy<T> = {
  /** Loads it, or returns what is loading or loaded. After a failure the next call tries again. */
  load(): Promise<T>;
  /** Undefined until it is loaded. */
  readonly loaded: T | undefined;
};

/** @param load called again only if the last call failed */
export function lazy<T>(load: () => Promise<T>): Lazy<T> {
  let loaded: T | undefined;
  let loading: Promise<T> | undefined;

  return {
    load() {
      loading ??= load().then(
        (part) => {
          loaded = part;
          return part;
        },
        (reason) => {
          loading = undefined;
          throw reason;
        },
      );
      return loading;
    },
    get loaded() {
      return loaded;
    },
  };
}

/**
 * Loads a part and renders again when it is loaded. React's `lazy` does the same with Suspense, but Suspense delays what it reveals by 300 ms,
 * which is longer than opening a model takes.
 * @param isNeeded false: not loaded yet
 * @returns undefined until the part is loaded
 */
export function useLazy<T>(part: Lazy<T>, isNeeded = true): T | undefined {
  const [rendered, setRendered] = useState(() => part.loaded);
  useEffect(() => {
    // Something else can load the part between this render and its effect. A part that failed to load is tried again by its next user.
    if (isNeeded && rendered === undefined) part.load().then((loaded) => setRendered(() => loaded), reportError);
  }, [part, isNeeded, rendered]);
  return isNeeded ? rendered : undefined;
}
