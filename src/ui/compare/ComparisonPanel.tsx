import { Fragment } from 'react';
import { unpairedText } from '../../sparsity/pairing';
import { formatCount, judgedTensor, percent, shortVerdictText } from '../../sparsity/verdict';
import { isCompared } from '../../state/comparison';
import { elementCount, tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { formatShape } from '../shell/formatting';
import { comparisonTexts } from '../texts/comparison';
import { CompareAll } from './CompareAll';

/** The comparison of the tensor on screen, and the tensors that only the second model has. The list has the other tensors. */
export function ComparisonPanel() {
  const comparison = useApp((state) => state.comparison);
  const main = useApp((state) => state.model?.contents);
  const { stopComparing } = useActions();
  if (!comparison || !main) return null;
  return (
    <section className="comparison" aria-label={comparisonTexts.region}>
      <header>
        <p>
          {comparisonTexts.heading} <strong>{comparison.model.contents.name}</strong>
        </p>
        <span className="spring" />
        <CompareAll />
        <button type="button" onClick={stopComparing}>
          {comparisonTexts.stop}
        </button>
      </header>
      <Figures />
      <OnlyInB tensors={comparison.pairing.onlyAfter} others={main.tensors} />
    </section>
  );
}

const kinds = ['kept', 'added', 'lost'] as const;

/** Counts with their shares, and the verdicts on the tensor in A and in B. */
function Figures() {
  const pattern = useApp((state) => state.pattern);
  const pair = useApp(({ comparison, selected }) =>
    comparison?.pairing.pairs.find(({ before }) => tensorKey(before) === selected),
  );
  const result = useApp(({ comparison, selected }) => comparison?.results.get(selected ?? ''));
  // Without figures, the line above says why.
  if (!pair || result?.phase === 'failed') return null;
  const elements = Math.max(1, elementCount(pair.before));
  // Counts of another pattern do not apply.
  const counts = result && isCompared(result, pattern) ? result : undefined;
  return (
    <dl className="facts-list">
      {pair.before.name !== pair.after.name && (
        <>
          <dt>{comparisonTexts.partner}</dt>
          <dd>{pair.after.name || tensorKey(pair.after)}</dd>
        </>
      )}
      {kinds.map((kind) => (
        <Fragment key={kind}>
          <dt>{comparisonTexts.kindTitles[kind]}</dt>
          <dd data-changes={kind}>
            {result ? `${formatCount(result.changes[kind])} (${percent(result.changes[kind] / elements)})` : '…'}
          </dd>
        </Fragment>
      ))}
      <dt>{comparisonTexts.pattern}</dt>
      <dd>
        {counts
          ? `${shortVerdictText(judgedTensor(pair.before, counts.before, pattern))} → ${shortVerdictText(judgedTensor(pair.after, counts.after, pattern))}`
          : '…'}
      </dd>
    </dl>
  );
}

// A longer list is collapsed.
const maxListed = 6;

/** Tensors without a partner in the open model, and why they have none. */
function OnlyInB({ tensors, others }: { tensors: readonly WeightTensor[]; others: readonly WeightTensor[] }) {
  if (tensors.length === 0) return null;
  return (
    <details open={tensors.length <= maxListed}>
      <summary>
        {comparisonTexts.onlyInB}: {comparisonTexts.tensorCount(tensors.length)}
      </summary>
      <ul>
        {tensors.map((tensor) => (
          <li key={tensorKey(tensor)}>
            {tensor.name || tensorKey(tensor)}{' '}
            <span className="quiet">
              ({formatShape(tensor.shape)}): {unpairedText(tensor, others, comparisonTexts.inA)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
