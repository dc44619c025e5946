import { useState } from 'react';
import type { PruningGoal } from '../../pruning/pruningGoal';
import { isBlockPattern, patternName } from '../../sparsity/pattern';
import { PruneButton } from '../prune/PruneButton';
import { useActions, useApp } from '../shell/appContext';
import { pruningTexts } from '../texts/pruning';
import { Fold } from './Fold';
import { PredictionFigures } from './PredictionFigures';
import { PrunedTensorTable } from './PrunedTensorTable';

/** What pruning by magnitude would do to the tensor on screen, or to all. A prediction, never what the file holds. */
export function WhatIf() {
  const isReview = useApp(({ model }) => model?.origin.kind === 'review');
  return (
    <Fold title={pruningTexts.title}>
      {isReview ? (
        <p className="quiet">{pruningTexts.notInReview}</p>
      ) : (
        <div className="what-if">
          <GoalForm />
          <PredictionFigures />
          <PrunedTensorTable />
          <PruneButton />
        </div>
      )}
    </Fold>
  );
}

function GoalForm() {
  const pattern = useApp((state) => state.pattern);
  const { pruneTo, pruneAll } = useActions();
  const [isSparsityChosen, setIsSparsityChosen] = useState(false);
  const [percentage, setPercentage] = useState('80');
  // Pruning by magnitude to all-zero blocks is not predicted.
  const zerosPattern = isBlockPattern(pattern) ? undefined : pattern;
  const isSparsity = isSparsityChosen || !zerosPattern;
  const goal = zerosPattern && !isSparsity ? { pattern: zerosPattern } : sparsityGoal(percentage);
  return (
    <form
      className="what-if-goal"
      onSubmit={(event) => {
        event.preventDefault();
        if (goal) pruneTo(goal);
      }}
    >
      <label>
        {pruningTexts.goal}{' '}
        <select
          value={isSparsity ? 'sparsity' : 'pattern'}
          onChange={({ target }) => setIsSparsityChosen(target.value === 'sparsity')}
        >
          {zerosPattern && <option value="pattern">{patternName(zerosPattern)}</option>}
          <option value="sparsity">{pruningTexts.toSparsity}</option>
        </select>
      </label>
      {isSparsity && (
        <label>
          <input
            type="number"
            min={0}
            max={100}
            step="any"
            value={percentage}
            aria-label={pruningTexts.sparsity}
            aria-invalid={!goal}
            title={goal ? undefined : pruningTexts.invalidSparsity}
            onChange={({ target }) => setPercentage(target.value)}
          />{' '}
          %
        </label>
      )}
      <button type="submit" disabled={!goal} title={pruningTexts.about}>
        {pruningTexts.apply}
      </button>
      <button type="button" disabled={!goal} onClick={() => goal && void pruneAll(goal)}>
        {pruningTexts.applyAll}
      </button>
    </form>
  );
}

/** @param percentage as typed @returns undefined unless it is more than 0 and less than 100 */
function sparsityGoal(percentage: string): PruningGoal | undefined {
  const share = Number(percentage) / 100;
  return percentage.trim() !== '' && share > 0 && share < 1 ? { sparsity: share } : undefined;
}
