import { Fragment, memo, useEffect, useRef } from 'react';
import { patternText } from '../../sparsity/pattern';
import { formatCount, judgedTensor, percent, shortVerdictText, verdictOf } from '../../sparsity/verdict';
import { encodingNames } from '../../tflite/weights/encodingText';
import { elementCount, operatorText, tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { formatShape, shortenedName } from '../shell/formatting';
import { tableTexts } from '../texts/tensors';
import { Thumbnail } from './Thumbnail';

type RowProps = {
  readonly tensor: WeightTensor;
  /** Index among all rows, if the page does not have all of them. */
  readonly index?: number;
  readonly measure?: (row: HTMLTableRowElement | null) => void;
};

/** The row of a tensor. It renders again only when its own result changes. */
export const TensorRow = memo(({ tensor, index, measure }: RowProps) => {
  const key = tensorKey(tensor);
  const selected = useApp((state) => state.selected === key);
  const { select } = useActions();
  const row = useRef<HTMLTableRowElement>(null);
  // The shape first: it differs most, and the end is cut where there is little space.
  const facts = `${formatShape(tensor.shape)} · ${tensor.type} · ${operatorText(tensor)}`;

  useEffect(() => {
    if (selected) bringIntoView(row.current!);
  }, [selected]);

  return (
    <tr
      ref={(element) => {
        row.current = element;
        measure?.(element);
      }}
      data-index={index}
      aria-rowindex={index === undefined ? undefined : index + 2}
      data-tensor={key}
      tabIndex={selected ? 0 : -1}
      aria-current={selected ? 'true' : undefined}
      onClick={() => {
        void select(key);
        showMap();
      }}
    >
      <th scope="row">
        <Thumbnail tensor={tensor} />
        <span className="name" title={tensor.name}>
          {tensor.name ? <NameInLine name={shortenedName(tensor.name)} /> : <em>{tableTexts.noName}</em>}
        </span>
        <span className="facts quiet" title={facts}>
          {key} · {facts}
          {tensor.encoding !== 'dense' && <span className="tag">{encodingNames[tensor.encoding]}</span>}
        </span>
      </th>
      <ResultCells tensor={tensor} />
    </tr>
  );
});

/** Scrolls to the map if it is above the view, as on narrow pages. */
function showMap(): void {
  const panel = document.querySelector('.map-panel');
  if (panel && panel.getBoundingClientRect().bottom < 0) panel.scrollIntoView({ block: 'start' });
}

/** Scrolls the table, never the page: on a phone, the page would scroll away from the map. */
function bringIntoView(row: HTMLTableRowElement): void {
  const panel = row.closest('.table-panel')!;
  if (panel.scrollHeight <= panel.clientHeight) return;
  row.scrollIntoView({ block: 'nearest' });
}

/** A name in one line. If there is too little space, its start is cut, not its last part, which differs most between tensors. */
function NameInLine({ name }: { name: string }) {
  const last = Math.max(name.lastIndexOf('/', name.length - 2), name.lastIndexOf(';', name.length - 2)) + 1;
  return (
    <>
      <span className="name-start">{name.slice(0, last)}</span>
      <span className="name-end">{name.slice(last)}</span>
    </>
  );
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

function ResultCells({ tensor }: { tensor: WeightTensor }) {
  const result = useApp((state) => state.results.get(tensorKey(tensor)));
  const pattern = useApp((state) => state.pattern);
  if (result?.phase === 'failed') {
    return (
      <td colSpan={3} className="failed" title={result.message}>
        <span className="failure">{tableTexts.failed(result.message)}</span>
      </td>
    );
  }
  if (result?.phase !== 'done') {
    return (
      <>
        <td className="number">-</td>
        <td>-</td>
        <td className="number">-</td>
      </>
    );
  }
  const { counts } = result;
  const elements = elementCount(tensor);
  const sparsity = elements === 0 ? 0 : 1 - counts.nonzeros / elements;
  const judged = judgedTensor(tensor, counts, pattern);
  const verdict = verdictOf(judged);
  const violating = counts.blocks - counts.conformingBlocks;
  return (
    <>
      <td className="number sparsity">
        <span className="bar-track" aria-hidden="true">
          <span style={{ width: `${sparsity * 100}%` }} />
        </span>
        {elements === 0 ? '-' : percent(sparsity)}
      </td>
      <td className={`verdict ${verdict}`} title={`${tableTexts.pattern} ${patternText(pattern)}`}>
        {shortVerdictText(judged)}
        {verdict === 'violates' && <span className="quiet"> {formatCount(violating)}</span>}
      </td>
      <td className="number" title={counts.engine && tableTexts.computedBy(counts.engine)}>
        {counts.milliseconds !== undefined && `${counts.milliseconds.toFixed(1)} ms`}
      </td>
    </>
  );
}
