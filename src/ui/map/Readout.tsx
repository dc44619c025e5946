import { useEffect, useState } from 'react';
import type { Place } from '../../heatmap/viewport';
import { isNonZero, nonZerosIn } from '../../sparsity/mask';
import { isBlockPattern } from '../../sparsity/pattern';
import type { BlockPlace } from '../../sparsity/violations';
import type { WeightValue } from '../../tflite/weights/weightValue';
import { blockAt, blockCellsAt } from '../../views/blocksInView';
import { elementAt } from '../../views/matrixView';
import type { TensorMap } from '../../views/tensorMap';
import { useActions, useApp } from '../shell/appContext';
import { formatIndex, formatValue } from '../shell/formatting';
import type { Announcement } from './announcements';

type ReadoutProps = {
  readonly place: Place | undefined;
  readonly announced: Announcement | undefined;
  /** What can be done, while nothing lies under the pointer. */
  readonly hint: string;
};

/** What lies under the pointer: where it is, what is stored there, and whether its block keeps to the pattern. */
export function Readout({ place, announced, hint }: ReadoutProps) {
  const tensorMap = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap : undefined));
  return (
    <div className="readout">
      {tensorMap && place ? (
        <PlaceReadout tensorMap={tensorMap} place={place} />
      ) : (
        (!announced || announced.onlyHeard) && <span className="hint quiet">{hint}</span>
      )}
      <span className={announced?.onlyHeard ? 'visually-hidden' : 'announced'} role="status">
        {announced?.text}
      </span>
    </div>
  );
}

function PlaceReadout({ tensorMap, place: { row, column } }: { tensorMap: TensorMap; place: Place }) {
  const { tensor, view, pyramid } = tensorMap;
  const { pattern } = tensorMap.summary;
  const element = elementAt(view, row, column);
  const value = useValue(tensorMap, element);
  const isReview = useApp(({ model }) => model?.origin.kind === 'review');
  const absence = tensorMap.known ? 'not in the link' : isReview ? 'not in the review file' : undefined;
  const nonzero = isNonZero(pyramid.mask, row, column);
  return (
    <>
      <span>
        row <b>{row}</b>
      </span>
      <span>
        column <b>{column}</b>
      </span>
      <span>
        index <b>{formatIndex(tensor.shape, element)}</b>
      </span>
      <span>
        stored <b>{absence ?? storedInWords(value)}</b>
      </span>
      {value?.dequantized !== undefined && (
        <span>
          dequantized <b>{formatValue(value.dequantized)}</b>
        </span>
      )}
      <span>{nonzero ? 'non-zero' : 'zero'}</span>
      {isBlockPattern(pattern) ? (
        <WholeBlockReadout tensorMap={tensorMap} place={{ row, column }} />
      ) : (
        <BlockReadout tensorMap={tensorMap} place={blockAt(view, element, pattern.of)} />
      )}
    </>
  );
}

function BlockReadout({ tensorMap, place: { row, block } }: { tensorMap: TensorMap; place: BlockPlace }) {
  const violates = isNonZero(tensorMap.summary.violations, row, block);
  return (
    <span className={violates ? 'violates' : undefined}>
      block <b>{block}</b> {violates ? 'violates the pattern' : 'keeps the pattern'}
    </span>
  );
}

function WholeBlockReadout({ tensorMap, place: { row, column } }: { tensorMap: TensorMap; place: Place }) {
  const { view, summary, pyramid } = tensorMap;
  const cells = blockCellsAt(view, row, column, summary.pattern);
  if (!cells) return <span className="quiet">its block has rows that this view does not draw beside each other</span>;
  const count = nonZerosIn(pyramid.mask, cells);
  return (
    <span>
      block of <b>{cells.rowEnd - cells.rowStart}</b> × <b>{cells.columnEnd - cells.columnStart}</b>:{' '}
      {count === 0 ? 'zero as a whole' : `${count} non-zero`}
    </span>
  );
}

/** What is stored, while it is still being read a sign for that. */
function storedInWords(value: WeightValue | undefined): string {
  if (!value) return '…';
  return value.stored === undefined ? 'nothing' : formatValue(value.stored);
}

/** The value of an element, read from the file; undefined until it is there. */
function useValue({ tensor }: TensorMap, element: number): WeightValue | undefined {
  const { valueAt } = useActions();
  const [read, setRead] = useState<{ element: number; value: WeightValue | undefined }>();
  useEffect(() => {
    let current = true;
    const row = Math.floor(element / tensor.columnCount);
    valueAt(tensor, row, element % tensor.columnCount).then((value) => {
      if (current) setRead({ element, value });
    });
    return () => {
      current = false;
    };
  }, [valueAt, tensor, element]);
  return read?.element === element ? read.value : undefined;
}
