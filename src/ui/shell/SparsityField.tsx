import { useState } from 'react';
import { goalTexts } from '../texts/goal';
import { useActions } from './appContext';

/** The share of zeros that is the goal, in percent. It applies when the field loses the focus, or with Enter. @param props.least 0 to 1 */
export function SparsityField({ least }: { least: number }) {
  const { chooseGoal } = useActions();
  const [text, setText] = useState(String(percentOf(least)));
  const share = shareOf(text);

  function apply(): void {
    if (share !== undefined && share !== least) void chooseGoal({ kind: 'sparsity', least: share });
  }

  return (
    <span className="sparsity-field">
      <input
        type="number"
        min={0}
        max={100}
        step="any"
        value={text}
        aria-label={goalTexts.percent}
        aria-invalid={share === undefined}
        onChange={({ target }) => setText(target.value)}
        onBlur={apply}
        onKeyDown={({ key }) => key === 'Enter' && apply()}
      />{' '}
      %
    </span>
  );
}

function percentOf(share: number): number {
  return Number((100 * share).toFixed(4));
}

/** With at most six decimals, as the link has it. Undefined for a text that is no share above 0 % and up to 100 %. */
function shareOf(percent: string): number | undefined {
  const share = Number((Number(percent) / 100).toFixed(6));
  return share > 0 && share <= 1 ? share : undefined;
}
