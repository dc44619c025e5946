import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { watchHandles } from '../../state/watching/handleWatch';
import { watchServer } from '../../state/watching/serverWatch';
import { type VersionWatch, versionWatch } from '../../state/watching/versionWatch';
import { watchingTexts } from '../texts/watching';
import { type AppValue, useActions, useApp, useAppValue } from './appContext';

/** Follows the files of the open models, and says what happened to them. */
export function WatchNotice() {
  const value = useAppValue();
  const [watch, setWatch] = useState<VersionWatch>();
  useEffect(() => {
    const started = startedWatch(value);
    setWatch(started.watch);
    return started.stop;
  }, [value]);
  // Screen readers announce a status only if the element is in the page before its text.
  return <div role="status">{watch && <News watch={watch} />}</div>;
}

function startedWatch({ store, actions }: AppValue) {
  const watch = versionWatch(store, actions);
  const ends = [watchHandles(store, watch), ...(store.getState().served ? [watchServer(store, watch)] : [])];
  const stop = () => {
    for (const end of ends) end();
    watch.stop();
  };
  return { watch, stop };
}

function News({ watch }: { watch: VersionWatch }) {
  const { news, hasServerEnded } = useStore(watch.state);
  return (
    <>
      {hasServerEnded && (
        <div className="notice remark">
          <p>{watchingTexts.serverEnded}</p>
        </div>
      )}
      {news && (news.kind === 'changed' || !hasServerEnded) && (
        <div className={news.kind === 'changed' ? 'notice' : 'notice remark'}>
          <p>
            {news.kind === 'changed' && watchingTexts.changed(<strong>{news.name}</strong>, news.time)}
            {news.kind === 'incomplete' && watchingTexts.incomplete(<strong>{news.name}</strong>)}
            {news.kind === 'unreadable' && watchingTexts.unreadable(<strong>{news.name}</strong>, news.reason)}
            {news.kind === 'gone' && watchingTexts.gone(<strong>{news.name}</strong>)}
          </p>
          {news.kind === 'changed' && <CompareEarlier watch={watch} />}
          <button type="button" onClick={watch.dismiss} aria-label={watchingTexts.dismiss}>
            ✕
          </button>
        </div>
      )}
    </>
  );
}

function CompareEarlier({ watch }: { watch: VersionWatch }) {
  const earlier = useStore(watch.state, (state) => state.earlier);
  const isCompared = useApp(
    ({ comparison, compareNext }) => earlier !== undefined && earlier === (compareNext ?? comparison?.origin),
  );
  const { compareWith } = useActions();
  if (!earlier || isCompared) return null;
  return (
    <button type="button" onClick={() => void compareWith(earlier)}>
      {watchingTexts.compare}
    </button>
  );
}
