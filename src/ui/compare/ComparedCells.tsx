import { patternGoal } from '../../sparsity/goal';
import { unpairedText } from '../../sparsity/pairing';
import type { Pattern } from '../../sparsity/pattern';
import { statusLabel } from '../../sparsity/statusText';
import { formatCount, percent } from '../../sparsity/verdict';
import { breaksRequiredPattern } from '../../sparsity/violationMark';
import { isCompared } from '../../state/comparison';
import { requiresPattern } from '../../state/requirement';
import type { TensorResult } from '../../state/store';
import { tensorStatus } from '../../state/tensorStatus';
import { elementCount, tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { formatShortCount } from '../shell/formatting';
import { StatusDot } from '../tensors/StatusDot';
import { comparisonTexts } from '../texts/comparison';
import { missedGoalText } from '../texts/goal';
import { tableTexts } from '../texts/tensors';

const kinds = ['added', 'lost', 'kept'] as const;

/** The columns of a comparison in the head of the list. */
export function ComparedHead() {
  return (
    <>
      {kinds.map((kind) => (
        <th
          key={kind}
          scope="col"
          className={kind === 'kept' ? 'wide-only number' : 'change number'}
          title={comparisonTexts.kindTitles[kind]}
        >
          {comparisonTexts.kinds[kind]}
        </th>
      ))}
      <th scope="col" className="status-change" title={comparisonTexts.statusChange}>
        <span className="visually-hidden">{comparisonTexts.statusChange}</span>
      </th>
    </>
  );
}

/** Zeros added, lost and kept in a tensor, and its status in both models; or why it is not compared. */
export function ComparedCells({ tensor }: { tensor: WeightTensor }) {
  const key = tensorKey(tensor);
  const comparison = useApp((state) => state.comparison);
  const pattern = useApp((state) => state.pattern);
  const waiting = useApp((state) => (state.comparison?.unread && state.selected !== key ? '-' : '…'));
  if (!comparison) return null;
  const { pairing, results, model } = comparison;
  const pair = pairing.pairs.find(({ before }) => tensorKey(before) === key);
  const result = results.get(key);
  if (!pair) {
    const reason = unpairedText(tensor, model.contents.tensors, comparisonTexts.inB);
    return <Absence text={comparisonTexts.noPartner} reason={comparisonTexts.notCompared(reason)} />;
  }
  if (result?.phase === 'failed') {
    return <Absence text={comparisonTexts.noResult} reason={comparisonTexts.failed(result.message)} />;
  }
  const elements = Math.max(1, elementCount(tensor));
  const isCurrent = result !== undefined && isCompared(result, pattern);
  return (
    <>
      {kinds.map((kind) => {
        const count = result?.changes[kind];
        return (
          <td
            key={kind}
            className={kind === 'kept' ? 'wide-only number' : 'change number'}
            data-changes={kind}
            data-count={count}
            title={count === undefined ? undefined : `${formatCount(count)} (${percent(count / elements)})`}
          >
            {count === undefined ? waiting : formatShortCount(count)}
          </td>
        );
      })}
      <td className="status-change">
        <Change tensor={tensor} counts={isCurrent ? result.before : undefined} pattern={pattern} />
        <span aria-hidden="true">→</span>
        <Change tensor={pair.after} counts={isCurrent ? result.after : undefined} pattern={pattern} isAfter />
      </td>
    </>
  );
}

function Absence({ text, reason }: { text: string; reason: string }) {
  return (
    <td className="not-compared" colSpan={kinds.length + 1} title={reason}>
      <span aria-hidden="true">{text}</span>
      <span className="visually-hidden">{reason}</span>
    </td>
  );
}

type Counts = Extract<TensorResult, { phase: 'done' }>['counts'];

function Change(props: { tensor: WeightTensor; counts: Counts | undefined; pattern: Pattern; isAfter?: boolean }) {
  const { tensor, counts, pattern, isAfter } = props;
  const status = counts && tensorStatus(tensor, { phase: 'done', counts }, pattern);
  const broken = useApp((state) => requiresPattern(state) && counts && breaksRequiredPattern(tensor, pattern, counts));
  const name = status ? statusLabel[status] : tableTexts.notRead;
  const text = broken ? `${name}, ${missedGoalText(patternGoal)}` : name;
  return (
    <span title={text}>
      <StatusDot status={status} broken={broken} />
      <span className="visually-hidden">{isAfter ? `, ${comparisonTexts.inB} ${text}` : text}</span>
    </span>
  );
}
