import { ChevronDown } from 'lucide-react';
import { goalName, goalTexts } from '../texts/goal';
import { useActions, useApp } from './appContext';
import { LazyMenu } from './LazyMenu';
import { SparsityField } from './SparsityField';
import { goalMenu } from './shellMenus';

/** What the weights are pruned for: a pattern, a share of zeros or a target. And whether tensors must reach it. */
export function GoalSelect() {
  const goal = useApp((state) => state.goal);
  const pattern = useApp((state) => state.pattern);
  const required = useApp((state) => state.required);
  const { requireGoal } = useActions();
  const name = goalName(goal, pattern);
  return (
    <div className="goal">
      <LazyMenu menu={goalMenu} className="goal-button" label={goalTexts.button(name)}>
        <span className="quiet">{goalTexts.label}</span>
        <span className="goal-name">{name}</span>
        <ChevronDown size={14} aria-hidden="true" />
      </LazyMenu>
      {goal.kind === 'sparsity' && <SparsityField key={goal.least} least={goal.least} />}
      <label title={goalTexts.requiredTitle}>
        <input type="checkbox" checked={required} onChange={({ target }) => void requireGoal(target.checked)} />{' '}
        {goalTexts.required}
      </label>
    </div>
  );
}
