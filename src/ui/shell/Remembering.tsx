import { useEffect, useRef } from 'react';
import type { ModelOrigin } from '../../session/session';
import { handleOf } from '../../state/fileHandles';
import { useApp } from './appContext';
import { recentParts } from './recentParts';

/** Remembers each file that is opened, once its first map is drawn. It renders nothing: what follows the map renders separately. */
export function Remembering() {
  const origin = useApp(({ model, map }) => (map.phase === 'ready' ? model?.origin : undefined));
  const compared = useApp(({ comparison }) => comparison?.model && comparison.origin);
  const externalFiles = useApp(({ model }) => model?.contents.externalFiles);
  const remembered = useRef(new WeakSet<ModelOrigin>());

  useEffect(() => {
    for (const opened of [compared, origin]) {
      if (opened?.kind !== 'file' || remembered.current.has(opened)) continue;
      remembered.current.add(opened);
      void remember(opened, externalFiles ?? []);
    }
  }, [origin, compared, externalFiles]);
  return null;
}

/** @param externalFiles names of the files that the model needs */
async function remember(
  { file, companions = [] }: Extract<ModelOrigin, { kind: 'file' }>,
  externalFiles: readonly string[],
): Promise<void> {
  const model = await handleOf(file);
  if (!model) return;
  const needed = companions.filter(({ name }) => externalFiles.includes(name));
  const handles = await Promise.all(needed.map(handleOf));
  const { recentFiles } = await recentParts.load();
  await recentFiles.remember([model, ...handles.filter((handle) => handle !== undefined)]);
}
