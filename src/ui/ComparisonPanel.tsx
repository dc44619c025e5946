import type { TensorPair } from '../sparsity/comparison';
import { counted, judgedTensor, percent, verdictInShort, verdictOf } from '../sparsity/verdict';
import { elementCount, tensorKey } from '../sparsity/weightMatrix';
import { useActions, useApp } from './appContext';
import { shapeInWords } from './words';

/** What became of the zeros of each tensor in the model that this one is compared with. */
export function ComparisonPanel() {
  const comparison = useApp((state) => state.comparison);
  const { stopComparing } = useActions();
  if (!comparison) return null;
  const { pairs, onlyBefore, onlyAfter } = comparison.pairing;
  const { name } = comparison.model.contents;
  return (
    <section className="comparison" aria-label="Comparison">
      <header>
        <h3>
          Compared with <strong>{name}</strong>
        </h3>
        <span className="spring" />
        <button type="button" onClick={stopComparing}>
          Stop comparing
        </button>
      </header>
      {pairs.length > 0 && (
        <table aria-label="Zeros kept, added and lost">
          <thead>
            <tr>
              <th scope="col">Tensor</th>
              <th scope="col" className="number">
                kept
              </th>
              <th scope="col" className="number">
                added
              </th>
              <th scope="col" className="number">
                lost
              </th>
              <th scope="col">Pattern</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair) => (
              <PairRow key={tensorKey(pair.before)} pair={pair} />
            ))}
          </tbody>
        </table>
      )}
      <Unmatched title="Without a partner there" weights={onlyBefore} />
      <Unmatched title={`Only in ${name}`} weights={onlyAfter} />
    </section>
  );
}

function PairRow({ pair: { before, after } }: { pair: TensorPair }) {
  const key = tensorKey(before);
  const { select } = useActions();
  const result = useApp((state) => state.comparison?.results.get(key));
  const beforeResult = useApp((state) => state.results.get(key));
  const pattern = useApp((state) => state.pattern);
  const selected = useApp((state) => state.selected === key);
  const renamed = before.name === after.name ? undefined : `there ${after.name}`;
  const name = (
    <th scope="row" title={renamed}>
      <button type="button" className="link" onClick={() => void select(key)}>
        {before.name || key}
      </button>
    </th>
  );
  if (result?.phase === 'failed') {
    return (
      <tr>
        {name}
        <td colSpan={4} className="failed">
          cannot be compared: {result.message}
        </td>
      </tr>
    );
  }
  const counts = result?.phase === 'done' ? result : undefined;
  const verdictBefore = beforeResult?.phase === 'done' ? judgedTensor(before, beforeResult.counts, pattern) : undefined;
  const verdictAfter = counts && judgedTensor(after, counts.counts, pattern);
  const elements = Math.max(1, elementCount(before));
  return (
    <tr aria-current={selected ? 'true' : undefined}>
      {name}
      {(['kept', 'added', 'lost'] as const).map((kind) => (
        <td
          key={kind}
          className="number"
          data-changes={kind}
          title={counts && percent(counts.changes[kind] / elements)}
        >
          {counts ? counted(counts.changes[kind]) : '…'}
        </td>
      ))}
      <td className="verdicts">
        {verdictBefore ? (
          <span className={`verdict ${verdictOf(verdictBefore)}`}>{verdictInShort(verdictBefore)}</span>
        ) : (
          '…'
        )}{' '}
        →{' '}
        {verdictAfter ? (
          <span className={`verdict ${verdictOf(verdictAfter)}`}>{verdictInShort(verdictAfter)}</span>
        ) : (
          '…'
        )}
      </td>
    </tr>
  );
}

function Unmatched({
  title,
  weights,
}: {
  title: string;
  weights: TensorPair['before'][] | readonly TensorPair['before'][];
}) {
  if (weights.length === 0) return null;
  return (
    <p className="quiet">
      {title}: {weights.map(({ name, shape }) => `${name || 'no name'} (${shapeInWords(shape)})`).join(', ')}
    </p>
  );
}
