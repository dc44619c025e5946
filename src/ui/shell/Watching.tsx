import { useEffect, useState } from 'react';
import { handleOf } from '../../state/fileHandles';
import { useApp } from './appContext';
import { useAfterFirstMap } from './firstMap';
import { lazy, useLazy } from './lazy';

const watchParts = lazy(() => import('./WatchNotice'));

/**
 * Follows files when they are written again. Loaded after the first map, for files with handles and on the page of the command. There also while
 * no model is open, because the command can end.
 */
export function Watching() {
  const isServed = useApp(({ served }) => served !== undefined);
  const file = useApp(({ model }) => (model?.origin.kind === 'file' ? model.origin.file : undefined));
  const [hasHandle, setHasHandle] = useState(false);
  const isAfterMap = useAfterFirstMap();
  const isIdle = useApp(({ model, opening }) => model === undefined && opening === undefined);
  useEffect(() => {
    if (file) void handleOf(file).then((handle) => handle && setHasHandle(true));
  }, [file]);
  const isNeeded = isServed ? isAfterMap || isIdle : hasHandle && isAfterMap;
  const parts = useLazy(watchParts, isNeeded || watchParts.loaded !== undefined);
  return parts ? <parts.WatchNotice /> : null;
}
