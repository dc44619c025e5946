import { useContext, useMemo, useState } from 'react';
import type { SessionModel } from '../../session/session';
import { Fold } from '../inspector/Fold';
import { useApp } from '../shell/appContext';
import { type Lazy, useLazy } from '../shell/lazy';
import { runTexts } from '../texts/run';
import { mnistFolder } from './mnistFolder';
import type { ProvideBytes } from './RunPanel';
import { type RunParts, RunPartsContext } from './runParts';

/** The section that runs the two models of a comparison. */
export function RunBoth() {
  const before = useApp(({ model }) => model);
  const after = useApp(({ comparison }) => comparison?.model);
  const parts = useContext(RunPartsContext);
  if (!parts || !before || !after) return null;
  return (
    <Fold title={runTexts.title}>
      {/* Results of other models do not apply. */}
      <OnRequest key={`${before.id} ${after.id}`} parts={parts} before={before} after={after} />
    </Fold>
  );
}

function OnRequest(props: { parts: Lazy<RunParts>; before: SessionModel; after: SessionModel }) {
  const { parts, before, after } = props;
  const [isOpen, setIsOpen] = useState(false);
  const loaded = useLazy(parts, isOpen);
  const provide = useMemo(() => ({ before: bytesOf(before), after: bytesOf(after) }), [before, after]);
  if (loaded) return <loaded.RunPanel {...provide} session={loaded.session} mnistFolder={mnistFolder()} />;
  return (
    <>
      <p className="quiet">{runTexts.about}</p>
      <button type="button" className="run-open" disabled={isOpen} onClick={() => setIsOpen(true)}>
        {runTexts.open}
      </button>
    </>
  );
}

function bytesOf(model: SessionModel): ProvideBytes {
  return (signal) => model.modelBytes(signal, () => {});
}
