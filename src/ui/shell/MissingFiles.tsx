import { missingFilesText } from '../texts/page';
import { useApp } from './appContext';

/** Names the files of external weights, which a page cannot read from the disk without the user. */
export function MissingFiles() {
  const model = useApp((state) => state.model);
  if (model?.origin.kind !== 'file') return null;
  const present = new Set(model.origin.companions?.map(({ name }) => name));
  const missing = model.contents.externalFiles.filter((name) => !present.has(name));
  if (missing.length === 0) return null;
  return (
    <p className="missing-files" role="status">
      {missingFilesText(<strong>{missing.join(', ')}</strong>, missing.length)}
    </p>
  );
}
