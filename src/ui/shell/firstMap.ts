import { useEffect, useState } from 'react';
import { afterPaint } from './afterPaint';
import { useApp } from './appContext';

/**
 * Whether the first map is painted, or failed, or the model has none. Parts that the map does not need are loaded and rendered after it, one after
 * the other. Once true, stays true.
 * @param longestWait stop waiting for the map this time after it is requested, ms; without it, wait until it is painted
 */
export function useAfterFirstMap(longestWait?: number): boolean {
  const mapIsSettled = useApp(
    ({ map, model }) => map.phase === 'ready' || map.phase === 'failed' || model?.contents.tensors.length === 0,
  );
  const mapIsRequested = useApp(({ map }) => map.phase !== 'empty');
  const [after, setAfter] = useState(false);
  useEffect(() => {
    if (after) return;
    if (mapIsSettled) return afterPaint(() => setAfter(true));
    if (longestWait === undefined || !mapIsRequested) return;
    const timer = setTimeout(() => setAfter(true), longestWait);
    return () => clearTimeout(timer);
  }, [mapIsSettled, mapIsRequested, longestWait, after]);
  return after;
}

/**
 * Whether the page was painted since the component was mounted. What takes long to render is rendered then, in a task of its own.
 */
export function useAfterPaint(): boolean {
  const [after, setAfter] = useState(false);
  useEffect(() => afterPaint(() => setAfter(true)), []);
  return after;
}
