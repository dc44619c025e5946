import { sentenceOf } from '../../modelError';
import type { RewrittenTensor } from '../../rewrite/rewriting';
import { formatBytes } from '../../sparsity/byteSize';
import { percent } from '../../sparsity/verdict';
import { mustAgree } from '../../state/agreement';
import type { PlanPrediction, TargetChange } from '../../state/planningState';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { PanelTable } from '../inspector/PanelTable';
import { useActions, useApp } from '../shell/appContext';
import { targetLabels } from '../texts/goal';
import { unnamedTensor } from '../texts/page';
import { pruneTexts } from '../texts/prune';
import { usePlan, usePlanning } from './planningContext';

// More rows are not rendered.
const maxRows = 100;

/** What the plan does to the file: zeros, bytes and targets before and after. */
export function PlanResult() {
  const prediction = usePlan((planning) => planning.prediction);
  const isEmpty = usePlan(({ changes }) => changes.size === 0);
  const isAsked = useApp(mustAgree);
  const byteLength = useApp(({ model }) => model?.contents.byteLength ?? 0);
  const { agree, stopPredicting, predict } = usePlanning();
  if (isEmpty || !prediction) return <p className="quiet">{pruneTexts.noChanges}</p>;
  if (isAsked)
    return (
      <>
        <p>{pruneTexts.ask(formatBytes(byteLength))}</p>
        <button type="button" className="run-open" onClick={agree}>
          {pruneTexts.agree(formatBytes(byteLength))}
        </button>
      </>
    );
  switch (prediction.phase) {
    case 'none':
      return (
        <button type="button" className="run-open" onClick={() => void predict()}>
          {pruneTexts.predict}
        </button>
      );
    case 'loading':
      return (
        <div className="channel-search">
          <progress aria-label={pruneTexts.predicting} value={prediction.share} />
          <button type="button" onClick={stopPredicting}>
            {pruneTexts.cancel}
          </button>
        </div>
      );
    case 'failed':
      return <p role="alert">{pruneTexts.failed(sentenceOf(prediction.message))}</p>;
    case 'ready':
      return <Predicted prediction={prediction} byteLength={byteLength} />;
  }
}

function Predicted(props: { prediction: Extract<PlanPrediction, { phase: 'ready' }>; byteLength: number }) {
  const { rewriting, targets } = props.prediction;
  const { tensors, notes } = rewriting;
  return (
    <>
      <PanelTable
        label={pruneTexts.table}
        heads={[pruneTexts.tensor, pruneTexts.zerosColumn, pruneTexts.bytesColumn]}
        foot={
          <tr>
            <th scope="row">{pruneTexts.file}</th>
            <td>{zerosChange(tensors)}</td>
            <td>{pruneTexts.change(formatBytes(props.byteLength), formatBytes(rewriting.byteLength))}</td>
          </tr>
        }
      >
        {tensors.slice(0, maxRows).map((tensor) => (
          <TensorLine key={tensorKey(tensor)} tensor={tensor} />
        ))}
      </PanelTable>
      {tensors.length > maxRows && <p className="quiet">{pruneTexts.more(tensors.length - maxRows)}</p>}
      {notes.map((note) => (
        <p key={note} className="prune-note">
          {sentenceOf(note)}
        </p>
      ))}
      {targets && <Targets targets={targets} />}
    </>
  );
}

function TensorLine({ tensor }: { tensor: RewrittenTensor }) {
  const { select } = useActions();
  return (
    <tr data-tensor={tensorKey(tensor)}>
      <td title={tensor.name}>
        <button type="button" className="link" onClick={() => void select(tensorKey(tensor))}>
          {tensor.name || unnamedTensor}
        </button>
      </td>
      <td>{zerosChange([tensor])}</td>
      <td>{pruneTexts.change(formatBytes(tensor.bytesBefore), formatBytes(tensor.bytesAfter))}</td>
    </tr>
  );
}

function zerosChange(tensors: readonly RewrittenTensor[]): string {
  const sum = (count: (tensor: RewrittenTensor) => number) => tensors.reduce((total, one) => total + count(one), 0);
  const elements = Math.max(
    1,
    sum((tensor) => tensor.elements),
  );
  return pruneTexts.change(
    percent(sum((tensor) => tensor.zerosBefore) / elements),
    percent(sum((tensor) => tensor.zerosAfter) / elements),
  );
}

function Targets({ targets }: { targets: readonly TargetChange[] }) {
  return (
    <>
      <h4 title={pruneTexts.targetsTitle}>{pruneTexts.targets}</h4>
      <dl className="facts-list prune-targets">
        {targets.map(({ target, before, after, of }) => (
          <div key={target} data-target={target}>
            <dt>{targetLabels[target]}</dt>
            <dd>{pruneTexts.change(pruneTexts.eligible(before, of), pruneTexts.eligible(after, of))}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
