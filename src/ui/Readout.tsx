import { useEffect, useState } from 'react';
import type { Place } from '../heatmap/viewport';
import { blockAt } from '../sparsity/blocksInView';
import { isNonZero } from '../sparsity/mask';
import { elementAt } from '../sparsity/matrixView';
import type { WeightValue } from '../sparsity/openModel';
import type { Picture } from '../sparsity/picture';
import type { Announcement } from './announcements';
import { useActions, useApp } from './appContext';
import { indexInWords, valueInWords } from './words';

/** What lies under the pointer: where it is, what is stored there, and whether its block keeps to the pattern. */
export function Readout({ place, announced }: { place: Place | undefined; announced: Announcement | undefined }) {
  const picture = useApp(({ map }) => (map.phase === 'ready' ? map.picture : undefined));
  return (
    <div className="readout">
      {picture && place ? (
        <PlaceReadout picture={picture} place={place} />
      ) : (
        (!announced || announced.onlyHeard) && <Hint />
      )}
      <span className={announced?.onlyHeard ? 'visually-hidden' : 'announced'} role="status">
        {announced?.text}
      </span>
    </div>
  );
}

function Hint() {
  return <span className="quiet">Wheel or pinch to zoom, drag to move, double click for all; ? for the keys</span>;
}

function PlaceReadout({ picture, place: { row, column } }: { picture: Picture; place: Place }) {
  const { weight, view, pyramid } = picture;
  const { pattern } = picture.summary;
  const element = elementAt(view, row, column);
  const value = useValue(picture, element);
  const nonzero = isNonZero(pyramid.mask, row, column);
  const block = blockAt(view, element, pattern.of);
  const violates = isNonZero(picture.summary.violations, block.row, block.block);
  return (
    <>
      <span>
        row <b>{row}</b>
      </span>
      <span>
        column <b>{column}</b>
      </span>
      <span>
        index <b>{indexInWords(weight.shape, element)}</b>
      </span>
      <span>
        stored <b>{value ? (value.stored === undefined ? 'nothing' : valueInWords(value.stored)) : '…'}</b>
      </span>
      {value?.dequantized !== undefined && (
        <span>
          dequantized <b>{valueInWords(value.dequantized)}</b>
        </span>
      )}
      <span>{nonzero ? 'non-zero' : 'zero'}</span>
      <span className={violates ? 'violates' : undefined}>
        block <b>{block.block}</b> {violates ? 'violates the pattern' : 'keeps the pattern'}
      </span>
    </>
  );
}

/** The value of an element, read from the file; undefined until it is there. */
function useValue({ weight }: Picture, element: number): WeightValue | undefined {
  const { valueAt } = useActions();
  const [read, setRead] = useState<{ element: number; value: WeightValue | undefined }>();
  useEffect(() => {
    let current = true;
    const row = Math.floor(element / weight.columnCount);
    valueAt(weight, row, element % weight.columnCount).then((value) => {
      if (current) setRead({ element, value });
    });
    return () => {
      current = false;
    };
  }, [valueAt, weight, element]);
  return read?.element === element ? read.value : undefined;
}
