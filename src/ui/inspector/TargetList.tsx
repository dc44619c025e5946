import { windowAround } from '../../heatmap/neighborhood';
import { sentenceOf } from '../../modelError';
import { blockSizeOf } from '../../sparsity/pattern';
import type { FailedCondition, TargetName, TargetResult } from '../../sparsity/targetResult';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { blockInView } from '../../views/blocksInView';
import { useActions, useApp } from '../shell/appContext';
import { targetLabels } from '../texts/goal';
import { worthTexts } from '../texts/worth';

const groups: readonly { readonly label: string; readonly names: readonly TargetName[] }[] = [
  { label: worthTexts.groups.runs, names: ['litert-sparse-fc', 'xnnpack-sparse'] },
  { label: worthTexts.groups.compiles, names: ['ethos-u85', 'ethos-u-compression', 'tflite-converter', 'tflm-decode'] },
  { label: worthTexts.groups.fits, names: ['nvidia-2of4', 'coreml', 'vitis-ai'] },
];

/** What each target makes of a tensor, with all conditions that fail. */
export function TargetList({ tensor, targets }: { tensor: WeightTensor; targets: readonly TargetResult[] }) {
  return (
    <div className="target-groups">
      {groups.map(({ label, names }) => (
        <section key={label} aria-label={label}>
          <h4>{label}</h4>
          <ul className="target-list">
            {names.map((name) => {
              const result = targets.find(({ target }) => target === name);
              return result && <Target key={name} tensor={tensor} result={result} />;
            })}
          </ul>
        </section>
      ))}
      <p className="quiet">{worthTexts.notChosen}</p>
    </div>
  );
}

function Target({ tensor, result }: { tensor: WeightTensor; result: TargetResult }) {
  const { target, verdict, because } = result;
  const isGoal = useApp(({ goal }) => goal.kind === 'target' && goal.target === target);
  const isReview = useApp(({ model }) => model?.origin.kind === 'review');
  const label = targetLabels[target];
  return (
    <li data-target={target} data-verdict={verdict}>
      <i className="status-dot" data-kind={dotKinds[verdict]} aria-hidden="true" />
      <div>
        <div className="target-head">
          <span>
            <strong>{label}</strong>{' '}
            <span className={verdict === 'eligible' ? 'visually-hidden' : 'quiet'}>{worthTexts.verdicts[verdict]}</span>
            {isGoal && <span className="tag">{worthTexts.goal}</span>}
          </span>
          {!isReview && (
            <a href={`./docs/targets/${target}.html`} aria-label={worthTexts.docsOf(label)}>
              {worthTexts.docs}
            </a>
          )}
        </div>
        {because.map((condition) => (
          <p key={`${condition.condition} ${condition.message}`} className="quiet">
            {sentenceOf(condition.message)} <PlaceButton tensor={tensor} at={condition.at} />
          </p>
        ))}
      </div>
    </li>
  );
}

// Dots of statuses that look alike.
const dotKinds = { eligible: 'conforms', 'not-eligible': 'dense', unknown: 'too-short' } as const;

/** Shows the example weight of a condition on the map. */
function PlaceButton({ tensor, at }: { tensor: WeightTensor } & Pick<FailedCondition, 'at'>) {
  const tensorMap = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap : undefined));
  const { requestWindow, pick } = useActions();
  if (!at) return null;
  const text = `[${at.join(', ')}]`;

  function goTo(): void {
    const element = at!.reduce((index, place, d) => index * tensor.shape[d]! + place, 0);
    const [row, column] = [Math.floor(element / tensor.columnCount), element % tensor.columnCount];
    if (tensorMap) {
      const of = blockSizeOf(tensorMap.summary.pattern).columns;
      const block = { row, block: Math.floor(column / of) };
      // A view of one tap does not show all weights.
      if (blockInView(tensorMap.view, block, of)) requestWindow(windowAround(block, tensorMap));
    }
    pick({ row, column });
  }

  return (
    <button type="button" className="link" disabled={!tensorMap} aria-label={worthTexts.goTo(text)} onClick={goTo}>
      {text}
    </button>
  );
}
