import { useContext, useMemo, useState } from 'react';
import type { Plan } from '../../rewrite/plan';
import type { ModelBytes } from '../../run/runSession';
import type { SessionModel } from '../../session/session';
import { mustAgree } from '../../state/agreement';
import { problemOf } from '../../state/planning';
import { planOf, planOfTensor } from '../../state/statePlan';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { Fold } from '../inspector/Fold';
import { mnistFolder } from '../run/mnistFolder';
import { type RunParts, RunPartsContext } from '../run/runParts';
import { useActions, useApp, useAppValue } from '../shell/appContext';
import { useLazy } from '../shell/lazy';
import { pruneTexts } from '../texts/prune';
import { usePlan, usePlanning } from './planningContext';

/** Runs the original and the new model, and ranks tensors by what pruning each alone does. */
export function PlanRuns() {
  const model = useApp((state) => state.model);
  const parts = useContext(RunPartsContext);
  const [isNeeded, setIsNeeded] = useState({ both: false, ranking: false });
  const loaded = useLazy(parts!, isNeeded.both || isNeeded.ranking);
  const isAsked = useApp(mustAgree);
  const isEmpty = usePlan(({ changes }) => changes.size === 0) ?? true;
  if (!model) return null;
  return (
    <>
      <Fold title={pruneTexts.run}>
        {loaded && isNeeded.both ? (
          <Both parts={loaded} model={model} />
        ) : (
          <OnRequest
            about={pruneTexts.runAbout}
            open={pruneTexts.runOpen}
            isDisabled={isAsked || isEmpty}
            onOpen={() => setIsNeeded((before) => ({ ...before, both: true }))}
          />
        )}
      </Fold>
      <Fold title={pruneTexts.rank}>
        {loaded && isNeeded.ranking ? (
          <Ranking parts={loaded} model={model} />
        ) : (
          <OnRequest
            about={pruneTexts.rankAbout}
            open={pruneTexts.rankOpen}
            isDisabled={isAsked}
            onOpen={() => setIsNeeded((before) => ({ ...before, ranking: true }))}
          />
        )}
      </Fold>
    </>
  );
}

function OnRequest(props: { about: string; open: string; isDisabled: boolean; onOpen(): void }) {
  return (
    <>
      <p className="quiet">{props.about}</p>
      <button type="button" className="run-open" disabled={props.isDisabled} onClick={props.onOpen}>
        {props.open}
      </button>
    </>
  );
}

function Both({ parts, model }: { parts: RunParts; model: SessionModel }) {
  const { store } = useAppValue();
  const changes = usePlan((planning) => planning.changes);
  const provide = useMemo(
    () => ({
      before: originalOf(model),
      after: (signal: AbortSignal) => rewrittenBytes(model, planOf(store.getState()), signal),
    }),
    [model, store],
  );
  // Results of another plan do not apply.
  const key = useMemo(() => JSON.stringify([...(changes ?? [])]), [changes]);
  return <parts.RunPanel key={key} {...provide} session={parts.session} mnistFolder={mnistFolder()} />;
}

function Ranking({ parts, model }: { parts: RunParts; model: SessionModel }) {
  const rule = usePlan((planning) => planning.rule) ?? {};
  const { select } = useActions();
  const { changeOnly } = usePlanning();
  const restrictions = usePlan((planning) => planning.restrictions);
  const tensors = useMemo(
    () => model.contents.tensors.filter((tensor) => problemOf(restrictions, tensor, rule) === undefined),
    [model, restrictions, rule],
  );
  const original = useMemo(() => originalOf(model), [model]);
  return (
    <parts.SensitivityTable
      key={JSON.stringify(rule)}
      session={parts.session}
      tensors={tensors}
      original={original}
      prunedAlone={(tensor, signal) => rewrittenBytes(model, planOfTensor(tensor, rule), signal)}
      onChoose={(chosen: readonly WeightTensor[]) => changeOnly(chosen, rule)}
      onShow={(tensor) => void select(tensorKey(tensor))}
      mnistFolder={mnistFolder()}
    />
  );
}

function originalOf(model: SessionModel): (signal: AbortSignal) => Promise<ModelBytes> {
  return (signal) => model.modelBytes(signal, () => {});
}

async function rewrittenBytes(model: SessionModel, plan: Plan, signal: AbortSignal): Promise<ModelBytes> {
  const content = await model.rewrittenFile(plan, signal, () => {});
  return new Uint8Array(await content.arrayBuffer());
}
