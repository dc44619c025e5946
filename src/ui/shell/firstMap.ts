import { useEffect, useState } from 'react';
import { useApp } from './appContext';

/**
 * Whether the first map is drawn, or failed. Parts that the map does not need are loaded after it. Once true, stays true.
 * @param longestWait stop waiting for the map after this time, ms; without it, wait until it is drawn
 */
export function useAfterFirstMap(longestWait?: number): boolean {
  const mapIsSettled = useApp(({ map }) => map.phase === 'ready' || map.phase === 'failed');
  const [after, setAfter] = useState(false);
  useEffect(() => {
    if (!mapIsSettled && longestWait === undefined) return;
    const timer = setTimeout(() => setAfter(true), mapIsSettled ? 0 : longestWait);
    return () => clearTimeout(timer);
  }, [mapIsSettled, longestWait]);
  return after;
}
