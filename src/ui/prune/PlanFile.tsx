import { useRef, useState } from 'react';
import { sentenceOf } from '../../modelError';
import { clauseOf } from '../../state/problem';
import { save } from '../share/downloads';
import { pruneTexts } from '../texts/prune';
import { usePlan, usePlanning } from './planningContext';

/** Saves the plan as the file that `prunescope prune --plan` reads, and loads one. */
export function PlanFile() {
  const { loadPlan, savedPlan } = usePlanning();
  const isEmpty = usePlan(({ changes }) => changes.size === 0);
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement>(null);

  async function savePlan(): Promise<void> {
    const content = new Blob([await savedPlan()], { type: 'application/json' });
    save({ name: 'plan.json', content });
  }

  function run(work: Promise<void>): void {
    setProblem(undefined);
    work.catch((thrown) => setProblem(sentenceOf(clauseOf(thrown))));
  }

  return (
    <>
      <div className="prune-buttons">
        <button type="button" disabled={isEmpty} onClick={() => run(savePlan())}>
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
            if (file) run(file.text().then(loadPlan));
            target.value = '';
          }}
        />
      </div>
      {problem !== undefined && <p role="alert">{pruneTexts.planFailed(problem)}</p>}
    </>
  );
}
