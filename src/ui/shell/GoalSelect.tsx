import { useContext } from 'react';
import { type Pattern, parsePattern, patternName, patternText } from '../../sparsity/pattern';
import { CommandTargetsContext } from '../commands/commandTargets';
import { topBarTexts } from '../texts/shell';
import { useActions, useApp } from './appContext';

const presets: readonly Pattern[] = [
  { zeros: 2, of: 4 },
  { zeros: 1, of: 2 },
  { zeros: 4, of: 8 },
  { block: { rows: 1, columns: 4 } },
  { block: { rows: 1, columns: 16 } },
  { block: { rows: 4, columns: 4 } },
];
const custom = 'custom';

/** The pattern that tensors are checked for: a preset, or any other with the fields above the map. */
export function GoalSelect() {
  const pattern = useApp((state) => state.pattern);
  const required = useApp((state) => state.required);
  const { choosePattern, requirePattern } = useActions();
  const targets = useContext(CommandTargetsContext);
  const isPreset = presets.some((preset) => patternText(preset) === patternText(pattern));
  const offered = isPreset ? presets : [...presets, pattern];

  function choose(value: string): void {
    const chosen = parsePattern(value);
    if (chosen) void choosePattern(chosen);
    else targets.focusPattern?.();
  }

  return (
    <div className="goal">
      <label title={topBarTexts.goalTitle}>
        <span className="quiet">{topBarTexts.goal}</span>{' '}
        <select value={patternText(pattern)} onChange={({ target }) => choose(target.value)}>
          {offered.map((preset) => (
            <option key={patternText(preset)} value={patternText(preset)}>
              {patternName(preset)}
            </option>
          ))}
          <option value={custom}>{topBarTexts.customGoal}</option>
        </select>
      </label>
      <label title={topBarTexts.requiredTitle}>
        <input type="checkbox" checked={required} onChange={({ target }) => void requirePattern(target.checked)} />{' '}
        {topBarTexts.required}
      </label>
    </div>
  );
}
