import { mustAgree } from '../../state/agreement';
import { planOf } from '../../state/statePlan';
import { useRun } from '../run/useRun';
import { useActions, useApp, useAppValue } from '../shell/appContext';
import { pruneTexts } from '../texts/prune';
import { usePlan } from './planningContext';
import { prunedName, saveRewritten, savesInParts } from './saveRewritten';

/** What a run reports: its progress, or the name of the file that was saved; nothing if none was chosen. */
type Report = { readonly share: number } | { readonly name: string | undefined };

/** Writes the new model, or opens it beside the original. */
export function NewModel() {
  const { store } = useAppValue();
  const { compareWith, closePlan } = useActions();
  const isAsked = useApp(mustAgree);
  const isEmpty = usePlan(({ changes }) => changes.size === 0) ?? true;
  const { run, start, cancel } = useRun<Report>();
  const isDisabled = isEmpty || isAsked || run.phase === 'running';

  function download(): void {
    void start(async (signal, onProgress) => {
      const name = await saveRewritten(store.getState(), signal, (share) => onProgress({ share }));
      return { name };
    });
  }

  function compare(): void {
    void start(async (signal, onProgress) => {
      const state = store.getState();
      const { model } = state;
      const content = await model!.rewrittenFile(planOf(state), signal, (share) => onProgress({ share }));
      const file = new File([content], prunedName(model!.contents.name));
      closePlan();
      void compareWith({ kind: 'file', file });
      return { name: undefined };
    });
  }

  return (
    <>
      <div className="prune-buttons">
        <button type="button" className="primary" disabled={isDisabled} onClick={download}>
          {pruneTexts.download}
        </button>
        <button type="button" disabled={isDisabled} onClick={compare}>
          {pruneTexts.compare}
        </button>
      </div>
      <p className="quiet">{savesInParts() ? pruneTexts.inParts : pruneTexts.inMemory}</p>
      {run.phase === 'running' && (
        <div className="channel-search">
          <progress
            aria-label={pruneTexts.writing}
            value={run.progress && 'share' in run.progress ? run.progress.share : undefined}
          />
          <button type="button" onClick={cancel}>
            {pruneTexts.cancel}
          </button>
        </div>
      )}
      {run.phase === 'canceled' && <p role="status">{pruneTexts.canceled}</p>}
      {run.phase === 'failed' && <p role="alert">{pruneTexts.notSaved(run.sentence)}</p>}
      {run.phase === 'done' && 'name' in run.result && run.result.name !== undefined && (
        <p role="status">{pruneTexts.saved(run.result.name)}</p>
      )}
    </>
  );
}
