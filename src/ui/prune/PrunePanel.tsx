import { useEffect, useRef } from 'react';
import { Fold } from '../inspector/Fold';
import { useActions, useApp } from '../shell/appContext';
import { pruneTexts } from '../texts/prune';
import { NewModel } from './NewModel';
import { PlanFile } from './PlanFile';
import { PlanResult } from './PlanResult';
import { PlanRuns } from './PlanRuns';
import { usePlan } from './planningContext';
import { RuleForm } from './RuleForm';

/** The mode "Prune", in the place of the details. */
export function PrunePanel() {
  const contents = useApp(({ model }) => model?.contents);
  const count = usePlan(({ changes }) => changes.size);
  const { closePlan } = useActions();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    // The field with the focus goes with the panel.
    return () => {
      if (document.activeElement === document.body)
        document.querySelector<HTMLElement>('.map-surface canvas[role="img"]')?.focus();
    };
  }, []);
  if (!contents) return null;
  return (
    <section
      className="inspector prune-panel"
      aria-label={pruneTexts.region}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        closePlan();
      }}
    >
      <div className="prune-head">
        <h2 ref={heading} tabIndex={-1} title={contents.name}>
          {pruneTexts.title(contents.name)}
        </h2>
        <button type="button" title={pruneTexts.doneTitle} onClick={closePlan}>
          {pruneTexts.done}
        </button>
      </div>
      <Fold title={pruneTexts.plan} aside={pruneTexts.changes(count ?? 0, contents.tensors.length)}>
        <p className="quiet">{pruneTexts.about}</p>
        <RuleForm />
        <PlanFile />
      </Fold>
      <Fold title={pruneTexts.prediction}>
        <PlanResult />
      </Fold>
      <Fold title={pruneTexts.result}>
        <NewModel />
      </Fold>
      <PlanRuns />
    </section>
  );
}
