import { useMemo } from 'react';
import type { SessionModel } from '../../session/session';
import { exactFill } from '../../sparsity/blockFills';
import { isBlockPattern, type ZerosPattern } from '../../sparsity/pattern';
import { percent } from '../../sparsity/verdict';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { fillTexts } from '../texts/inspector';
import { Skeleton } from './Fold';
import { useTensorAnswer } from './useTensorAnswer';

// CSS pixels.
const barHeight = 30;

/** How many blocks have how many non-zeros, for a pattern of zeros. It tells exactly 2 zeros in every block from at least 2. */
export function BlockFills() {
  const pattern = useApp((state) => state.pattern);
  return isBlockPattern(pattern) ? null : <Fills of={pattern.of} />;
}

function Fills({ of }: Pick<ZerosPattern, 'of'>) {
  const ask = useMemo(
    () => (model: SessionModel, tensor: WeightTensor, signal: AbortSignal) => model.blockFillsOf(tensor, of, signal),
    [of],
  );
  const answer = useTensorAnswer(ask);
  if (answer.phase === 'failed') return null;
  return (
    <dl className="facts-list">
      <dt>{fillTexts.blocks}</dt>
      <dd>
        {answer.phase === 'done' ? fillsText(answer.value) : <Skeleton />}
        <span className="fill-caption quiet">{fillTexts.caption}</span>
        <FillChart fills={answer.phase === 'done' ? answer.value : new Array<number>(of + 1).fill(0)} />
      </dd>
    </dl>
  );
}

function fillsText(fills: readonly number[]): string {
  const of = fills.length - 1;
  const exact = exactFill(fills);
  if (exact !== undefined) return fillTexts.exactly(of - exact, of);
  const used = fills.flatMap((blocks, nonzeros) => (blocks > 0 ? [nonzeros] : []));
  return used.length === 0 ? '-' : fillTexts.atLeast(of - used.at(-1)!, of - used[0]!, of);
}

/** A bar for each number of non-zeros, from 0 to all. */
function FillChart({ fills }: { fills: readonly number[] }) {
  const total = fills.reduce((sum, blocks) => sum + blocks, 0);
  const most = Math.max(1, ...fills);
  const of = fills.length - 1;
  const label = (blocks: number, nonzeros: number) =>
    fillTexts.fill(nonzeros, of, blocks, percent(blocks / Math.max(1, total)));
  return (
    <ul className="fill-chart" aria-label={fillTexts.chart}>
      {fills.map((blocks, nonzeros) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its number of non-zeros
        <li key={nonzeros} title={label(blocks, nonzeros)}>
          <span className="visually-hidden">{label(blocks, nonzeros)}</span>
          <span className="fill-bar" style={{ height: `${(barHeight * blocks) / most}px` }} />
          {of <= 16 && <span aria-hidden="true">{nonzeros}</span>}
        </li>
      ))}
    </ul>
  );
}
