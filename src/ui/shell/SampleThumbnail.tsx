import type { SampleMask } from './sampleMasks';

const columnCount = 16;

/** Some weights of a sample, as the map draws them. */
export function SampleThumbnail({ mask: { rows, broken, isSparse = false } }: { mask: SampleMask }) {
  return (
    <svg className="sample-thumbnail" viewBox={`0 0 ${columnCount} ${rows.length}`} aria-hidden="true">
      {!isSparse && <path className="cell-zero" d={cellsPath(rows, 0)} />}
      <path className="cell-nonzero" d={cellsPath(rows, 1)} />
      {broken && <rect className="cell-broken" x={broken.block * 4} y={broken.row} width={4} height={1} />}
    </svg>
  );
}

/** The cells with a value, as squares with a gap between them. */
function cellsPath(rows: readonly number[], value: 0 | 1): string {
  return rows
    .flatMap((bits, row) =>
      Array.from({ length: columnCount }, (_, column) =>
        ((bits >> column) & 1) === value ? `M${column + 0.04} ${row + 0.04}h.92v.92h-.92z` : '',
      ),
    )
    .join('');
}
