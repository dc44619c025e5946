import { useEffect, useState } from 'react';

type MapParts = {
  readonly Heatmap: typeof import('./Heatmap').Heatmap;
  readonly Legend: typeof import('./Legend').Legend;
};

let loaded: MapParts | undefined;
let loading: Promise<MapParts> | undefined;

/** Fetches what draws the map. It is not needed to drop a file, so it comes in chunks of its own, while the page waits for one. */
export function fetchMapParts(): Promise<MapParts> {
  loading ??= Promise.all([import('./Heatmap'), import('./Legend')]).then(([{ Heatmap }, { Legend }]) => {
    loaded = { Heatmap, Legend };
    return loaded;
  });
  return loading;
}

/**
 * What draws the map, once it is there. React's lazy() would do the same, but Suspense holds back what it reveals for 300 ms, which is
 * longer than everything else from the drop to the map.
 */
export function useMapParts(): MapParts | undefined {
  const [parts, setParts] = useState(loaded);
  useEffect(() => {
    if (!parts) void fetchMapParts().then(setParts);
  }, [parts]);
  return parts;
}
