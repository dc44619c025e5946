import type { ComparedCounts } from '../../sparsity/comparison';
import { type TensorPair, unpairedText } from '../../sparsity/pairing';
import { formatCount, judgedTensor, percent, shortVerdictText } from '../../sparsity/verdict';
import { isCompared } from '../../state/comparison';
import { elementCount, tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { formatShape } from '../shell/formatting';
import { comparisonTexts } from '../texts/comparison';
import { CompareAll } from './CompareAll';

/** Zeros kept, added and lost in each tensor. */
export function ComparisonPanel() {
  const comparison = useApp((state) => state.comparison);
  const main = useApp((state) => state.model?.contents);
  const { stopComparing } = useActions();
  if (!comparison || !main) return null;
  const { pairs, onlyBefore, onlyAfter } = comparison.pairing;
  const { name, tensors } = comparison.model.contents;
  return (
    <section className="comparison" aria-label={comparisonTexts.region}>
      <header>
        <h3>
          {comparisonTexts.heading} <strong>{name}</strong>
        </h3>
        <span className="spring" />
        <CompareAll />
        <button type="button" onClick={stopComparing}>
          {comparisonTexts.stop}
        </button>
      </header>
      {pairs.length > 0 && (
        <div className="pairs">
          <table aria-label={comparisonTexts.table}>
            <thead>
              <tr>
                <th scope="col">{comparisonTexts.tensor}</th>
                {kinds.map((kind) => (
                  <th key={kind} scope="col" className="number">
                    {comparisonTexts.kinds[kind]}
                  </th>
                ))}
                <th scope="col">{comparisonTexts.pattern}</th>
              </tr>
            </thead>
            <tbody>
              {pairs.map((pair) => (
                <PairRow key={tensorKey(pair.before)} pair={pair} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Unpaired title={comparisonTexts.onlyInA} tensors={onlyBefore} others={tensors} place={comparisonTexts.inB} />
      <Unpaired title={comparisonTexts.onlyInB} tensors={onlyAfter} others={main.tensors} place={comparisonTexts.inA} />
    </section>
  );
}

const kinds = ['kept', 'added', 'lost'] as const;

function PairRow({ pair: { before, after } }: { pair: TensorPair }) {
  const key = tensorKey(before);
  const { select } = useActions();
  const result = useApp((state) => state.comparison?.results.get(key));
  const selected = useApp((state) => state.selected === key);
  const waiting = useApp((state) => (state.comparison?.unread && state.selected !== key ? '-' : '…'));
  const elements = Math.max(1, elementCount(before));
  const changes = result?.phase === 'done' ? result.changes : undefined;
  return (
    <tr aria-current={selected ? 'true' : undefined}>
      <th scope="row">
        <button type="button" className="link" onClick={() => void select(key)}>
          {before.name || key}
        </button>
        {before.name !== after.name && (
          <small className="quiet">{comparisonTexts.counterpart(after.name || tensorKey(after))}</small>
        )}
      </th>
      {result?.phase === 'failed' ? (
        <td colSpan={4} className="failed">
          {comparisonTexts.failed(result.message)}
        </td>
      ) : (
        <>
          {kinds.map((kind) => (
            <td key={kind} className="number">
              <span data-changes={kind}>{changes ? formatCount(changes[kind]) : waiting}</span>
              <small className="quiet">{changes ? percent(changes[kind] / elements) : '\u00a0'}</small>
            </td>
          ))}
          <td className="verdicts">
            <Verdicts pair={{ before, after }} counts={result} waiting={waiting} />
          </td>
        </>
      )}
    </tr>
  );
}

/** The verdicts on a tensor in A and in B. */
function Verdicts({
  pair,
  counts,
  waiting,
}: {
  pair: TensorPair;
  counts: ComparedCounts | undefined;
  waiting: string;
}) {
  const pattern = useApp((state) => state.pattern);
  // Counts of another pattern do not apply.
  if (!counts || !isCompared({ phase: 'done', ...counts }, pattern)) return waiting;
  return (['before', 'after'] as const).map((time) => {
    const judged = judgedTensor(pair[time], counts[time], pattern);
    return (
      <span key={time}>
        {time === 'after' && ' → '}
        <span>{shortVerdictText(judged)}</span>
      </span>
    );
  });
}

// A longer list is collapsed.
const maxListed = 6;

/** Tensors without a counterpart, and why they have none. */
function Unpaired({
  title,
  tensors,
  others,
  place,
}: {
  title: string;
  tensors: readonly WeightTensor[];
  others: readonly WeightTensor[];
  place: string;
}) {
  if (tensors.length === 0) return null;
  return (
    <details open={tensors.length <= maxListed}>
      <summary>
        {title}: {comparisonTexts.tensorCount(tensors.length)}
      </summary>
      <ul>
        {tensors.map((tensor) => (
          <li key={tensorKey(tensor)}>
            {tensor.name || tensorKey(tensor)}{' '}
            <span className="quiet">
              ({formatShape(tensor.shape)}): {unpairedText(tensor, others, place)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
