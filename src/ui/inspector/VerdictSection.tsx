import { useContext, useMemo, useState } from 'react';
import { windowAround } from '../../heatmap/neighborhood';
import { sentenceOf } from '../../modelError';
import { rowShareByChance } from '../../sparsity/chance';
import { blockSizeOf, isBlockPattern, type Pattern, patternName } from '../../sparsity/pattern';
import type { TensorStatus } from '../../sparsity/status';
import { judgedTensor, percent, verdictText } from '../../sparsity/verdict';
import type { BlockPlace } from '../../sparsity/violations';
import { breaksRequirement } from '../../state/requirement';
import { selectedTensor, type TensorResult } from '../../state/store';
import { tensorStatus } from '../../state/tensorStatus';
import { elementCount, type WeightTensor } from '../../tflite/weights/weightTensor';
import { blockInView } from '../../views/blocksInView';
import type { TensorMap } from '../../views/tensorMap';
import { CommandTargetsContext } from '../commands/commandTargets';
import { useActions, useApp } from '../shell/appContext';
import { missedGoalText } from '../texts/goal';
import { surfaceTexts } from '../texts/map';
import { detailTexts } from '../texts/shell';
import { statusFilterName } from '../texts/tensors';
import { Fold, Skeleton } from './Fold';
import { firstViolations } from './firstViolations';

/** Whether the tensor follows the pattern, by how much, and the blocks that break it. */
export function VerdictSection() {
  const tensor = useApp(selectedTensor);
  const pattern = useApp((state) => state.pattern);
  const result = useApp((state) => state.results.get(state.selected ?? ''));
  const goal = useApp((state) => state.goal);
  const broken = useApp((state) => tensor !== undefined && breaksRequirement(tensor, state));
  if (!tensor) return null;
  const status = tensorStatus(tensor, result, pattern);
  const [heading, text] = verdictTexts(tensor, result, pattern, status);
  return (
    <Fold title={detailTexts.verdict}>
      <p className="verdict-heading" data-kind={status} data-broken={broken || undefined}>
        {heading ?? <Skeleton />}
        {broken && `: ${missedGoalText(goal)}`}
      </p>
      {text && <p className="quiet">{text}</p>}
      <Violations />
    </Fold>
  );
}

/** The heading and the sentence below it; without a heading nothing is known yet. */
function verdictTexts(
  tensor: WeightTensor,
  result: TensorResult | undefined,
  pattern: Pattern,
  status: TensorStatus | undefined,
): [heading?: string, text?: string] {
  if (!status) return [];
  const name = statusFilterName(status, patternName(pattern));
  if (result?.phase === 'failed') return [name, sentenceOf(result.message)];
  if (result?.phase !== 'done') return [name];
  const judged = judgedTensor(tensor, result.counts, pattern);
  const text = verdictText(judged, pattern);
  if (status === 'conforms' || status === 'too-short' || status === 'not-applicable') return [text];
  if (isBlockPattern(pattern)) return [name, text];
  const { blocks, conformingBlocks, nonzeros } = result.counts;
  const density = nonzeros / Math.max(1, elementCount(tensor));
  const facts = detailTexts.expected(
    percent(1 - conformingBlocks / blocks),
    percent(1 - rowShareByChance(tensor.columnCount, density, pattern)),
  );
  return [status === 'nearly' ? detailTexts.nearly(patternName(pattern)) : name, `${text} (${facts})`];
}

/** Steps through the violations, and a list of the first ones. */
function Violations() {
  const tensorMap = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap : undefined));
  const atlas = useApp((state) => state.atlas);
  const [isListed, setIsListed] = useState(false);
  const { map } = useContext(CommandTargetsContext);
  if (!tensorMap || tensorMap.violationCount === 0 || tensorMap.known || atlas) return null;
  return (
    <>
      <div className="violation-steps">
        <button type="button" aria-label={surfaceTexts.previousViolation} onClick={() => map?.goToViolation(-1)}>
          ‹ {detailTexts.previous}
        </button>
        <button type="button" aria-label={surfaceTexts.nextViolation} onClick={() => map?.goToViolation(1)}>
          {detailTexts.next} ›
        </button>
        <span className="spring" />
        <button type="button" className="plain" aria-expanded={isListed} onClick={() => setIsListed(!isListed)}>
          {detailTexts.list}
        </button>
      </div>
      {isListed && <ViolationList tensorMap={tensorMap} />}
    </>
  );
}

const maxListed = 100;

function ViolationList({ tensorMap }: { tensorMap: TensorMap }) {
  const { tensor, summary, view } = tensorMap;
  const { requestWindow, pick } = useActions();
  const of = blockSizeOf(summary.pattern).columns;
  const places = useMemo(() => firstViolations(summary, maxListed), [summary]);
  const total = summary.blocks - summary.conformingBlocks;

  function goTo(place: BlockPlace): void {
    // A view of one tap does not show all blocks.
    if (blockInView(view, place, of)) requestWindow(windowAround(place, tensorMap));
    pick({ row: place.row, column: place.block * of });
  }

  return (
    <ul className="violation-list" aria-label={detailTexts.violations}>
      {places.map((place) => (
        <li key={`${place.row}:${place.block}`}>
          <button type="button" className="link" onClick={() => goTo(place)}>
            {detailTexts.violation(
              place.row,
              place.block * of,
              Math.min((place.block + 1) * of, tensor.columnCount) - 1,
            )}
          </button>
        </li>
      ))}
      {total > places.length && <li className="quiet">{detailTexts.moreViolations(total - places.length)}</li>}
    </ul>
  );
}
