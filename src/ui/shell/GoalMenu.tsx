import { useContext } from 'react';
import { type Pattern, parsePattern, patternName, patternText } from '../../sparsity/pattern';
import { targetNames } from '../../sparsity/targetResult';
import { CommandTargetsContext } from '../commands/commandTargets';
import { goalTexts, targetLabels } from '../texts/goal';
import { useActions, useApp } from './appContext';
import type { MenuProps } from './LazyMenu';
import { type Later, MenuChoice, MenuFrame, MenuItem, MenuSeparator } from './MenuFrame';

const patterns: readonly Pattern[] = [
  { zeros: 2, of: 4 },
  { zeros: 1, of: 2 },
  { zeros: 4, of: 8 },
  { block: { rows: 1, columns: 4 } },
  { block: { rows: 1, columns: 16 } },
  { block: { rows: 4, columns: 4 } },
];
const shares = [0.5, 0.75, 0.8, 0.9];

/** The menu of goals. */
export function GoalMenu({ children, ...props }: MenuProps) {
  return <MenuFrame {...props} button={children} align="end" items={(later) => <GoalItems later={later} />} />;
}

/** Patterns, shares of zeros and targets, of which one is the goal. */
function GoalItems({ later }: { later: Later }) {
  return (
    <>
      <Patterns later={later} />
      <MenuSeparator />
      <Shares />
      <MenuSeparator />
      <Targets />
    </>
  );
}

/** Any other pattern is chosen with the fields above the map. */
function Patterns({ later }: { later: Later }) {
  const goal = useApp((state) => state.goal);
  const pattern = useApp((state) => state.pattern);
  const { choosePattern } = useActions();
  const targets = useContext(CommandTargetsContext);
  const isPreset = patterns.some((preset) => patternText(preset) === patternText(pattern));
  const offered = isPreset || goal.kind !== 'pattern' ? patterns : [...patterns, pattern];
  return (
    <>
      <MenuChoice
        label={goalTexts.pattern}
        value={goal.kind === 'pattern' ? patternText(pattern) : undefined}
        choices={offered.map((preset) => ({ value: patternText(preset), text: patternName(preset) }))}
        onChoose={(value) => void choosePattern(parsePattern(value)!)}
      />
      <MenuItem onClick={later(() => targets.focusPattern?.())}>{goalTexts.custom}</MenuItem>
    </>
  );
}

/** Any other share is entered in the field that appears beside the menu. */
function Shares() {
  const goal = useApp((state) => state.goal);
  const { chooseGoal } = useActions();
  const least = goal.kind === 'sparsity' ? goal.least : undefined;
  const offered = least === undefined || shares.includes(least) ? shares : [...shares, least];
  return (
    <MenuChoice
      label={goalTexts.sparsity}
      value={least?.toString()}
      choices={offered.map((share) => ({ value: String(share), text: goalTexts.atLeast(share) }))}
      onChoose={(value) => void chooseGoal({ kind: 'sparsity', least: Number(value) })}
    />
  );
}

function Targets() {
  const goal = useApp((state) => state.goal);
  const { chooseGoal } = useActions();
  return (
    <MenuChoice
      label={goalTexts.target}
      value={goal.kind === 'target' ? goal.target : undefined}
      choices={targetNames.map((value) => ({ value, text: targetLabels[value] }))}
      onChoose={(target) => void chooseGoal({ kind: 'target', target })}
    />
  );
}
