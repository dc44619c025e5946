import { useEffect, useState } from 'react';
import type { Place } from '../../heatmap/viewport';
import { isNonZero, nonZerosIn } from '../../sparsity/mask';
import { isWithin } from '../../sparsity/matrixWindow';
import { blockSizeOf, isBlockPattern } from '../../sparsity/pattern';
import { percent } from '../../sparsity/verdict';
import type { BlockPlace } from '../../sparsity/violations';
import { mapMark } from '../../state/requirement';
import type { WeightValue } from '../../tflite/weights/weightValue';
import { blockAt, blockCellsAt, blockInView } from '../../views/blocksInView';
import { densityAt } from '../../views/densityPicture';
import { elementAt } from '../../views/matrixView';
import type { TensorMap } from '../../views/tensorMap';
import { useActions, useApp } from '../shell/appContext';
import { formatIndex, formatValue } from '../shell/formatting';
import { readoutTexts } from '../texts/map';
import type { Announcement } from './announcements';
import { removedShown } from './colorsShown';

type ReadoutProps = {
  readonly place: Place | undefined;
  readonly announced: Announcement | undefined;
  /** Shown while no weight is under the pointer. */
  readonly hint: string;
};

/** The weight under the pointer: place, value, and whether its block follows the pattern. */
export function Readout({ place, announced, hint }: ReadoutProps) {
  const tensorMap = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap : undefined));
  const isSelected = useApp(({ selected }) => selected !== undefined);
  // The map is laid out before the first model is open.
  if (!isSelected) return null;
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
  const absence = tensorMap.known ? readoutTexts.notInLink : isReview ? readoutTexts.notInReview : undefined;
  const removed = useApp((state) => removedShown(state, tensorMap));
  const nonzero = isNonZero(pyramid.mask, row, column);
  if (tensorMap.picture) return <PictureReadout tensorMap={tensorMap} place={{ row, column }} />;
  return (
    <>
      <span>
        {readoutTexts.row} <b>{row}</b>
      </span>
      <span>
        {readoutTexts.column} <b>{column}</b>
      </span>
      <span>
        {readoutTexts.index} <b>{formatIndex(tensor.shape, element)}</b>
      </span>
      <span>
        {absence === undefined && value && value.stored === undefined ? (
          readoutTexts.notStored
        ) : (
          <>
            {readoutTexts.stored} <b>{absence ?? storedText(value)}</b>
          </>
        )}
      </span>
      {value?.dequantized !== undefined && (
        <span>
          {readoutTexts.dequantized} <b>{formatValue(value.dequantized)}</b>
        </span>
      )}
      <span>{nonzero ? readoutTexts.nonzero : readoutTexts.zero}</span>
      {removed && isNonZero(removed.mask, row, column) && <span className="pruned">{readoutTexts.pruned}</span>}
      {isBlockPattern(pattern) ? (
        <ZeroBlockReadout tensorMap={tensorMap} place={{ row, column }} />
      ) : (
        <BlockReadout tensorMap={tensorMap} place={blockAt(view, element, pattern.of)} />
      )}
    </>
  );
}

/** A picture has the density around a weight, not the weight. */
function PictureReadout({ tensorMap, place: { row, column } }: { tensorMap: TensorMap; place: Place }) {
  const { known, picture } = tensorMap;
  return (
    <>
      <span>
        {readoutTexts.row} <b>{row}</b>
      </span>
      <span>
        {readoutTexts.column} <b>{column}</b>
      </span>
      <span>{readoutTexts.densityAround(percent(densityAt(picture!, known!, row, column)))}</span>
    </>
  );
}

function BlockReadout({ tensorMap, place }: { tensorMap: TensorMap; place: BlockPlace }) {
  const violates = isNonZero(tensorMap.summary.violations, place.row, place.block);
  const mark = useApp(mapMark);
  return (
    <span data-mark={violates ? mark : undefined}>
      {readoutTexts.block} <b>{place.block}</b>: {nonzerosText(tensorMap, place, violates)}
    </span>
  );
}

/** Counts the non-zeros of a block if the map has all of its weights. A preview may have only some of them. */
function nonzerosText({ view, summary, pyramid, known }: TensorMap, place: BlockPlace, violates: boolean): string {
  const { pattern } = summary;
  const of = blockSizeOf(pattern).columns;
  const cells = blockInView(view, place, of);
  if (cells && (!known || isWithin(cells, known))) return readoutTexts.nonzerosOf(nonZerosIn(pyramid.mask, cells), of);
  const allowed = isBlockPattern(pattern) ? 0 : of - pattern.zeros;
  return violates ? readoutTexts.moreThan(allowed, of) : readoutTexts.atMost(allowed, of);
}

function ZeroBlockReadout({ tensorMap, place: { row, column } }: { tensorMap: TensorMap; place: Place }) {
  const { view, summary, pyramid } = tensorMap;
  const cells = blockCellsAt(view, row, column, summary.pattern);
  if (!cells) return <span className="quiet">{readoutTexts.notContiguous}</span>;
  const [rows, columns] = [cells.rowEnd - cells.rowStart, cells.columnEnd - cells.columnStart];
  const count = nonZerosIn(pyramid.mask, cells);
  return (
    <span>
      {readoutTexts.block}{' '}
      <b>
        {rows} × {columns}
      </b>
      : {count === 0 ? readoutTexts.allZero : readoutTexts.nonzerosOf(count, rows * columns)}
    </span>
  );
}

/** `…` until the value is read. */
function storedText(value: WeightValue | undefined): string {
  return value?.stored === undefined ? '…' : formatValue(value.stored);
}

/** The value of an element; undefined until it is read. */
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
