import { Fragment, memo, useEffect, useRef } from 'react';
import { formatBytes } from '../../sparsity/byteSize';
import { isBlockPattern, type Pattern, patternName } from '../../sparsity/pattern';
import { statusLabel } from '../../sparsity/statusText';
import { formatCount, judgedTensor, percent, shortVerdictText } from '../../sparsity/verdict';
import { breaksRequirement } from '../../state/requirement';
import type { TensorResult } from '../../state/store';
import { tensorStatus } from '../../state/tensorStatus';
import { encodingNames } from '../../tflite/weights/encodingText';
import { elementCount, operatorText, tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { ComparedCells } from '../compare/ComparedCells';
import { usePruneParts } from '../prune/pruneParts';
import { useActions, useApp } from '../shell/appContext';
import { formatShape, shortenedName } from '../shell/formatting';
import { missedGoalText } from '../texts/goal';
import { tableTexts } from '../texts/tensors';
import { StatusDot } from './StatusDot';
import { Thumbnail } from './Thumbnail';

type RowProps = {
  readonly tensor: WeightTensor;
  /** The name in the list. */
  readonly shortName: string;
  /** Stored bytes; undefined if they are not known. */
  readonly bytes: number | undefined;
  /** Index among all rows, if the page does not have all of them. */
  readonly index?: number;
  /** The Tab key goes to this row, and arrow keys to the others. */
  readonly isEntry: boolean;
  readonly isPrinted: boolean;
};

/** The row of a tensor. It renders again only when its own result changes. */
export const TensorRow = memo(({ tensor, shortName, bytes, index, isEntry, isPrinted }: RowProps) => {
  const key = tensorKey(tensor);
  const selected = useApp((state) => state.selected === key);
  const result = useApp((state) => state.results.get(key));
  const pattern = useApp((state) => state.pattern);
  const isComparing = useApp((state) => state.comparison !== undefined);
  const prune = usePruneParts();
  const goal = useApp((state) => state.goal);
  const broken = useApp((state) => breaksRequirement(tensor, state));
  const { select } = useActions();
  const row = useRef<HTMLTableRowElement>(null);
  const status = tensorStatus(tensor, result, pattern);
  const facts = `${operatorText(tensor)}, ${formatShape(tensor.shape)}, ${tensor.type}, ${key}`;
  const name = tensor.name || tableTexts.noName;

  useEffect(() => {
    if (selected) bringIntoView(row.current!);
  }, [selected]);

  return (
    <tr
      ref={row}
      aria-rowindex={index === undefined ? undefined : index + 2}
      data-tensor={key}
      data-status={status}
      data-broken={broken || undefined}
      tabIndex={isEntry ? 0 : -1}
      aria-current={selected ? 'true' : undefined}
      title={`${name}\n${facts}`}
      onClick={() => void select(key)}
    >
      <th scope="row">
        <Thumbnail tensor={tensor} isPrinted={isPrinted} />
        <span className="name" aria-hidden="true">
          {shortName ? <ShortName name={shortenedName(shortName)} /> : <em>{tableTexts.noName}</em>}
        </span>
        <span className="visually-hidden">
          {shortenedName(name)}, {facts}
          {tensor.encoding !== 'dense' && `, ${encodingNames[tensor.encoding]}`}
        </span>
      </th>
      {isComparing ? (
        <ComparedCells tensor={tensor} />
      ) : (
        <>
          <SparsityCell tensor={tensor} result={result} />
          {prune ? (
            <prune.PlanCell tensor={tensor} />
          ) : (
            <WideCells tensor={tensor} result={result} pattern={pattern} bytes={bytes} />
          )}
          <td className="status">
            <StatusDot status={status} broken={broken} />
            <span className="visually-hidden">
              {statusText(tensor, result, pattern)}
              {broken && `, ${missedGoalText(goal)}`}
            </span>
          </td>
        </>
      )}
    </tr>
  );
});

/** A name that is cut before its last part, so that names that begin alike differ. */
function ShortName({ name }: { name: string }) {
  const at = name.lastIndexOf('/');
  return (
    <>
      {at > 0 && <span>{name.slice(0, at)}</span>}
      <span className="name-end">{name.slice(Math.max(0, at))}</span>
    </>
  );
}

/** Scrolls the list, never the page. */
function bringIntoView(row: HTMLTableRowElement): void {
  const list = row.closest('.tensor-scroll')!;
  if (list.scrollHeight <= list.clientHeight) return;
  row.scrollIntoView({ block: 'nearest' });
}

/** A name with line breaks allowed after slashes and semicolons. */
export function BreakableName({ name }: { name: string }) {
  return name.split(/(?<=[/;])/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a name keep their order
    <Fragment key={i}>
      {part}
      <wbr />
    </Fragment>
  ));
}

function SparsityCell({ tensor, result }: { tensor: WeightTensor; result: TensorResult | undefined }) {
  const counts = result?.phase === 'done' ? result.counts : undefined;
  const elements = elementCount(tensor);
  const computed = counts?.engine && tableTexts.computedBy(counts.engine, counts.milliseconds);
  return (
    <td className="number sparsity" title={computed}>
      {counts && elements > 0 ? shortPercent(1 - counts.nonzeros / elements) : '-'}
    </td>
  );
}

/** The columns that appear when the list is wide: shape, type, bytes, violating blocks. */
function WideCells(props: {
  tensor: WeightTensor;
  result: TensorResult | undefined;
  pattern: Pattern;
  bytes: number | undefined;
}) {
  const { tensor, result, pattern, bytes } = props;
  const counts = result?.phase === 'done' ? result.counts : undefined;
  return (
    <>
      <td className="wide-only">{formatShape(tensor.shape)}</td>
      <td className="wide-only">{tensor.type}</td>
      <td className="widest-only number">{bytes === undefined ? '-' : formatBytes(bytes)}</td>
      <td className="widest-only number violations">{countText(counts && countedBlocks(counts, pattern))}</td>
    </>
  );
}

/** All-zero blocks of a block pattern, which has no violations; otherwise the blocks that break the pattern. */
function countedBlocks(
  { blocks, conformingBlocks, zeroBlocks }: Extract<TensorResult, { phase: 'done' }>['counts'],
  pattern: Pattern,
): number | undefined {
  return isBlockPattern(pattern) ? zeroBlocks?.count : blocks - conformingBlocks;
}

function countText(count: number | undefined): string {
  return count === undefined ? '-' : formatCount(count);
}

/** `50.3 %`: one decimal, because the list is narrow. */
function shortPercent(share: number): string {
  const text = percent(share);
  return /^\d/.test(text) && share > 0 && share < 1 ? shortened(share, text) : text;
}

/** One decimal, unless it would read as none or all. */
function shortened(share: number, text: string): string {
  const short = `${(share * 100).toFixed(1)} %`;
  return short === '0.0 %' || short === '100.0 %' ? text : short;
}

/** The status and what it follows from, for screen readers. */
function statusText(tensor: WeightTensor, result: TensorResult | undefined, pattern: Pattern): string {
  const status = tensorStatus(tensor, result, pattern);
  if (!status) return tableTexts.notRead;
  if (result?.phase === 'failed') return tableTexts.failed(result.message);
  if (result?.phase !== 'done') return statusLabel[status];
  const { counts } = result;
  const violating = counts.blocks - counts.conformingBlocks;
  if (isBlockPattern(pattern))
    return `${statusLabel[status]}, ${shortVerdictText(judgedTensor(tensor, counts, pattern))}`;
  if (status === 'conforms') return `${statusLabel.conforms}, ${patternName(pattern)}`;
  if (status === 'too-short' || status === 'not-applicable') return statusLabel[status];
  return `${statusLabel[status]}, ${tableTexts.broken(violating)}`;
}
