import { type AxisTiles, indexAtPosition } from './axisTiles';

/** Prefix sums of counts, so that one subtraction sums any range. @returns [counts.length + 1] */
export function sumsBefore(counts: Uint32Array): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) sums[i + 1] = sums[i] + counts[i];
  return sums;
}

/**
 * The share of non-zeros, 0 to 1, of the rows or columns at each pixel of an edge. Rows that share a pixel are added up.
 * @param sums as sumsBefore returns them
 * @param across weights of each row, or of each column
 * @param origin pixel at which the first row or column begins
 * @param scale pixels per row or column
 * @returns [pixelCount], NaN outside the matrix and in gaps
 */
export function marginShares(
  sums: Float64Array,
  across: number,
  origin: number,
  scale: number,
  pixelCount: number,
  tiles?: AxisTiles,
): Float64Array {
  const count = sums.length - 1;
  const shares = new Float64Array(pixelCount);
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    const indexAt = (at: number) => indexAtPosition((at - origin) / scale, tiles, 1e-9);
    const start = Math.max(0, Math.floor(indexAt(pixel).index));
    const end = Math.min(count, Math.max(start + 1, Math.floor(indexAt(pixel + 1).index)));
    const beside = pixel + 1 <= origin || start >= count || indexAt(pixel + 0.5).isInGap;
    shares[pixel] = beside ? Number.NaN : (sums[end] - sums[start]) / ((end - start) * across);
  }
  return shares;
}
