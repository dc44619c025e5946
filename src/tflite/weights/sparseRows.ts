import type { Indices, SparseLevel } from './sparseEncoding';
import type { SparseWalk } from './sparseWalk';

/**
 * Stored values of consecutive rows: CSR, or CSR of blocks. Each node has the entries of some rows, and each entry some stored values. Places are
 * bits of a mask, counted from the first row of the node.
 */
export type SparseRows = {
  readonly nodeCount: number;
  readonly rowsOfNode: number;
  /** First entry of each node, and the end of the last one. They do not decrease. */
  readonly segments: Indices;
  /** Of the entries. Not checked against `size`. */
  readonly indices: Indices;
  /** Valid indices are smaller. */
  readonly size: number;
  /** Bits from one index to the next. */
  readonly step: number;
  /** Place of each stored value of an entry, relative to the entry. */
  readonly places: readonly number[];
};

// Kernels have a byte for each weight of a node.
const maxNodeBits = 2 ** 20;
const maxPlaces = 2 ** 12;

/**
 * The rows of a tensor, if its values are stored row by row: one CSR level, below dense levels in the order of rows, above the dense levels of a
 * block.
 * @param wordsPerRow of the mask
 * @returns undefined for any other order, and for very long rows
 */
export function sparseRowsOf(walk: SparseWalk, columnCount: number, wordsPerRow: number): SparseRows | undefined {
  const { levels, strides, sizes } = walk;
  const depth = levels.findIndex(({ format }) => format === 'csr');
  const csr = levels[depth];
  const blockLevels = levels.slice(depth + 1);
  if (csr?.format !== 'csr' || depth === 0 || columnCount === 0 || !blockLevels.every(isDense)) return undefined;
  // Nodes are consecutive rows if each level above steps over all nodes of the level below.
  let [nodeCount, stride] = [1, strides[depth - 1]];
  if (stride % columnCount !== 0) return undefined;
  for (let i = depth - 1; i >= 0; i--) {
    if (strides[i] !== stride) return undefined;
    nodeCount *= sizes[i];
    stride *= sizes[i];
  }
  const rowBits = wordsPerRow * 32;
  // A step along a level is either within a row, or a number of rows.
  const bitsOf = (elements: number) => (elements % columnCount === 0 ? (elements / columnCount) * rowBits : elements);
  let places = [0];
  for (let i = depth + 1; i < levels.length; i++) {
    if (places.length * sizes[i] > maxPlaces) return undefined;
    const step = bitsOf(strides[i]);
    places = places.flatMap((place) => Array.from({ length: sizes[i] }, (_, j) => place + j * step));
  }
  const rowsOfNode = strides[depth - 1] / columnCount;
  const step = bitsOf(strides[depth]);
  const last = (sizes[depth] - 1) * step + Math.max(0, ...places);
  if (rowsOfNode * rowBits > maxNodeBits || last >= rowsOfNode * rowBits) return undefined;
  const { segments, indices } = csr;
  return { nodeCount, rowsOfNode, segments, indices, size: sizes[depth], step, places };
}

function isDense({ format }: SparseLevel): boolean {
  return format === 'dense';
}
