import { useState } from 'react';
import { sentenceOf } from '../../modelError';
import { type PlannedEncoding, type Pruning, plannedEncodings } from '../../rewrite/plan';
import { problemOf } from '../../state/planning';
import { selectedTensor } from '../../state/store';
import { useApp } from '../shell/appContext';
import { unnamedTensor } from '../texts/page';
import { formatPercentage, formatThreshold } from '../texts/planNumbers';
import { pruneTexts } from '../texts/prune';
import { usePlan, usePlanning } from './planningContext';

type Kind = Pruning['kind'];

/** The fields of all kinds, so that a change of the kind keeps them. */
type Fields = {
  readonly kind: Kind;
  readonly zeros: string;
  readonly of: string;
  readonly percentage: string;
  readonly threshold: string;
  readonly encoding: PlannedEncoding | undefined;
};

const kinds = Object.keys(pruneTexts.kinds) as Kind[];

/** The change that is applied to all tensors, to the tensor on screen, or to rows of the list. */
export function RuleForm() {
  const rule = usePlan((planning) => planning.rule) ?? {};
  const { setRule, setChange, changeAll, keepAll } = usePlanning();
  const [fields, setFields] = useState(() => fieldsOf(rule.prune, rule.encoding));
  const prune = pruningIn(fields);
  const tensor = useApp(selectedTensor);
  const problem = useApp((state) => (tensor ? problemOf(state.planning?.restrictions, tensor, rule) : undefined));
  const change = (changed: Partial<Fields>) => {
    const next = { ...fields, ...changed };
    setFields(next);
    const pruning = pruningIn(next);
    if (pruning) setRule({ prune: pruning, ...(next.encoding && { encoding: next.encoding }) });
  };
  return (
    <form
      className="what-if-goal"
      onSubmit={(event) => {
        event.preventDefault();
        if (prune) changeAll(rule);
      }}
    >
      <label>
        {pruneTexts.prune}{' '}
        <select value={fields.kind} onChange={({ target }) => change({ kind: target.value as Kind })}>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {pruneTexts.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
      <KindFields fields={fields} change={change} isValid={prune !== undefined} />
      <label>
        {pruneTexts.store}{' '}
        <select
          value={fields.encoding ?? ''}
          onChange={({ target }) => change({ encoding: (target.value || undefined) as PlannedEncoding | undefined })}
        >
          <option value="">{pruneTexts.asBefore}</option>
          {plannedEncodings.map((encoding) => (
            <option key={encoding} value={encoding}>
              {pruneTexts.encodings[encoding]}
            </option>
          ))}
        </select>
      </label>
      <div className="prune-buttons">
        <button type="submit" className="primary" disabled={!prune} title={pruneTexts.allTitle}>
          {pruneTexts.all}
        </button>
        <button
          type="button"
          disabled={!prune || !tensor || problem !== undefined}
          onClick={() => tensor && setChange(tensor, rule)}
        >
          {pruneTexts.one}
        </button>
        <button type="button" onClick={keepAll}>
          {pruneTexts.keepAll}
        </button>
      </div>
      {tensor && problem !== undefined && (
        <p className="quiet prune-problem">{sentenceOf(pruneTexts.cannot(tensor.name || unnamedTensor, problem))}</p>
      )}
    </form>
  );
}

type FieldProps = { fields: Fields; change(changed: Partial<Fields>): void; isValid: boolean };

function KindFields({ fields, change, isValid }: FieldProps) {
  const { kind } = fields;
  const common = { 'aria-invalid': !isValid, title: isValid ? undefined : pruneTexts.invalid[kind] };
  if (kind === 'pattern')
    return (
      <span className="prune-pattern">
        <input
          type="number"
          min={1}
          max={63}
          aria-label={pruneTexts.zeros}
          value={fields.zeros}
          onChange={({ target }) => change({ zeros: target.value })}
          {...common}
        />{' '}
        {pruneTexts.zerosOf}{' '}
        <input
          type="number"
          min={2}
          max={64}
          aria-label={pruneTexts.of}
          value={fields.of}
          onChange={({ target }) => change({ of: target.value })}
          {...common}
        />
      </span>
    );
  if (kind === 'sparsity')
    return (
      <span>
        <input
          type="number"
          min={0}
          max={100}
          step="any"
          aria-label={pruneTexts.sparsity}
          value={fields.percentage}
          onChange={({ target }) => change({ percentage: target.value })}
          {...common}
        />{' '}
        %
      </span>
    );
  if (kind === 'threshold')
    return (
      <span>
        |w| ≤{' '}
        <input
          type="number"
          min={0}
          step="any"
          aria-label={pruneTexts.threshold}
          value={fields.threshold}
          onChange={({ target }) => change({ threshold: target.value })}
          {...common}
        />
      </span>
    );
  return null;
}

function fieldsOf(prune: Pruning | undefined, encoding: PlannedEncoding | undefined): Fields {
  return {
    kind: prune?.kind ?? 'keep',
    zeros: prune?.kind === 'pattern' ? String(prune.zeros) : '2',
    of: prune?.kind === 'pattern' ? String(prune.of) : '4',
    percentage: prune?.kind === 'sparsity' ? formatPercentage(prune.sparsity) : '80',
    threshold: prune?.kind === 'threshold' ? formatThreshold(prune.threshold) : '0.01',
    encoding,
  };
}

/** @returns undefined unless the fields of the kind are valid */
function pruningIn({ kind, zeros, of, percentage, threshold }: Fields): Pruning | undefined {
  switch (kind) {
    case 'keep':
      return { kind };
    case 'pattern': {
      const [z, n] = [numberIn(zeros), numberIn(of)];
      const isValid = Number.isInteger(z) && Number.isInteger(n) && z >= 1 && z < n && n <= 64;
      return isValid ? { kind, zeros: z, of: n } : undefined;
    }
    case 'sparsity': {
      const sparsity = numberIn(percentage) / 100;
      return sparsity > 0 && sparsity < 1 ? { kind, sparsity } : undefined;
    }
    case 'threshold': {
      const value = numberIn(threshold);
      return value >= 0 && Number.isFinite(value) ? { kind, threshold: value } : undefined;
    }
  }
}

/** @returns NaN for what is no number */
function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
