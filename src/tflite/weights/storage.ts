import type { SparseEncoding } from './sparseEncoding';

/** How a tensor lies in the file. */
export type Storage =
  | { readonly encoding: 'dense'; readonly bytes: number }
  | {
      readonly encoding: 'sparse';
      /** Values and indices together. */
      readonly bytes: number;
      /** What the same tensor would take stored densely. */
      readonly denseBytes: number;
      /** In traversal order: which dimension each level walks, and how. */
      readonly levels: readonly StoredLevel[];
    };

export type StoredLevel = {
  readonly format: 'dense' | 'csr';
  readonly dimension: number;
  /** Weights of a block along the dimension, when this level walks inside blocks of it. */
  readonly blockSize: number | undefined;
};

export function sparseStorage(encoding: SparseEncoding, rank: number, valueBytes: number, denseBytes: number): Storage {
  const indexBytes = encoding.levels.reduce(
    (total, level) => total + (level.format === 'csr' ? level.segments.byteLength + level.indices.byteLength : 0),
    0,
  );
  const levels = encoding.levels.map((level, i): StoredLevel => {
    const walked = encoding.traversalOrder[i];
    if (walked < rank) return { format: level.format, dimension: walked, blockSize: undefined };
    const blockSize = level.format === 'dense' ? level.size : undefined;
    return { format: level.format, dimension: encoding.blockMap[walked - rank], blockSize };
  });
  return { encoding: 'sparse', bytes: valueBytes + indexBytes, denseBytes, levels };
}

/**
 * The levels that are not dense: `CSR over inputs`. Levels inside blocks give the size of a block: `CSR over inputs, blocks of 4 along inputs`.
 */
export function levelsInWords(levels: readonly StoredLevel[], rank: number): string {
  const names = dimensionNames[rank];
  const described = levels.flatMap(({ format, dimension, blockSize }) => {
    const name = names?.[dimension] ?? `dimension ${dimension}`;
    if (blockSize !== undefined) return [`blocks of ${blockSize} along ${name}`];
    return format === 'csr' ? [`CSR over ${name}`] : [];
  });
  return described.length > 0 ? described.join(', ') : 'dense';
}

/** By rank. Files store filters of convolutions and dense layers as sparse tensors. */
const dimensionNames: Readonly<Record<number, readonly string[]>> = {
  2: ['outputs', 'inputs'],
  4: ['outputs', 'height', 'width', 'inputs'],
};
