import { useRef, useState } from 'react';
import { ModelError, sentenceOf } from '../../modelError';
import { planOf } from '../../state/planning';
import { save } from '../share/downloads';
import { useAppValue } from '../shell/appContext';
import { pruneTexts } from '../texts/prune';
import { usePlan, usePlanning } from './planningContext';

/** Saves the plan as the file that `prunescope prune --plan` reads, and loads one. */
export function PlanFile() {
  const { store } = useAppValue();
  const { loadPlan } = usePlanning();
  const isEmpty = usePlan(({ changes }) => changes.size === 0);
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement>(null);

  function savePlan(): void {
    const text = `${JSON.stringify(planOf(store.getState()), null, 2)}\n`;
    save({ name: 'plan.json', content: new Blob([text], { type: 'application/json' }) });
  }

  async function load(file: File): Promise<void> {
    setProblem(undefined);
    try {
      loadPlan(await file.text());
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      setProblem(sentenceOf(thrown.message));
    }
  }

  return (
    <>
      <div className="prune-buttons">
        <button type="button" disabled={isEmpty} onClick={savePlan}>
          {pruneTexts.savePlan}
        </button>
        <button type="button" onClick={() => input.current?.click()}>
          {pruneTexts.loadPlan}
        </button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          className="file-input"
          tabIndex={-1}
          aria-label={pruneTexts.planFile}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file) void load(file);
            target.value = '';
          }}
        />
      </div>
      {problem !== undefined && <p role="alert">{pruneTexts.planFailed(problem)}</p>}
    </>
  );
}
