import { useEffect, useState } from 'react';
import { useApp } from './appContext';

/**
 * Whether the first map is there, or cannot be drawn: what it does not need comes after it. It stays so.
 * @param longestWait how long a map that takes its time is waited for, ms; without it, to its end
 */
export function useAfterFirstMap(longestWait?: number): boolean {
  const mapIsThere = useApp(({ map }) => map.phase === 'ready' || map.phase === 'failed');
  const [after, setAfter] = useState(false);
  useEffect(() => {
    if (!mapIsThere && longestWait === undefined) return;
    const timer = setTimeout(() => setAfter(true), mapIsThere ? 0 : longestWait);
    return () => clearTimeout(timer);
  }, [mapIsThere, longestWait]);
  return after;
}
