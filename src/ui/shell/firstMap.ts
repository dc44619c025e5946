import { useEffect, useState } from 'react';
import { afterPaint } from './afterPaint';
import { useApp } from './appContext';

/**
 * Whether the first map is painted, or failed. Parts that the map does not need are loaded and rendered after it, one after the other. Once true,
 * stays true.
 * @param longestWait stop waiting for the map after this time, ms; without it, wait until it is painted
 */
export function useAfterFirstMap(longestWait?: number): boolean {
  const mapIsSettled = useApp(({ map }) => map.phase === 'ready' || map.phase === 'failed');
  const [after, setAfter] = useState(false);
  useEffect(() => {
    if (after) return;
    if (mapIsSettled) return afterPaint(() => setAfter(true));
    if (longestWait === undefined) return;
    const timer = setTimeout(() => setAfter(true), longestWait);
    return () => clearTimeout(timer);
  }, [mapIsSettled, longestWait, after]);
  return after;
}
