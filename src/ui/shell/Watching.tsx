import { useEffect, useState } from 'react';
import { handleOf } from '../../state/fileHandles';
import { useApp } from './appContext';
import { useAfterFirstMap } from './firstMap';
import { lazy, useLazy } from './lazy';

const watchParts = lazy(() => import('./WatchNotice'));

/** Follows files when they are written again. Loaded after the first map, for the page of the command and for files with handles. */
export function Watching() {
  const isServed = useApp(({ served }) => served !== undefined);
  const file = useApp(({ model }) => (model?.origin.kind === 'file' ? model.origin.file : undefined));
  const [hasHandle, setHasHandle] = useState(false);
  const isAfterMap = useAfterFirstMap();
  useEffect(() => {
    if (file) void handleOf(file).then((handle) => handle && setHasHandle(true));
  }, [file]);
  const parts = useLazy(watchParts, isAfterMap && (isServed || hasHandle));
  return parts ? <parts.WatchNotice /> : null;
}
