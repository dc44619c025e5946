/** The width in bits of the numbers in an index vector. */
export type IndexWidth = 8 | 16 | 32;
export type IndexVector = { readonly width: IndexWidth; readonly values: readonly number[] };

/** An entry of dim_metadata. Its index is a level, which walks dimension `traversalOrder[level]`. */
export type SparseLevel =
  | { readonly format: 'dense'; readonly size: number }
  | { readonly format: 'csr'; readonly segments?: IndexVector; readonly indices?: IndexVector };

/** SparsityParameters as in the schema. Fields that are absent here are absent in the file. */
export type Sparsity = {
  readonly traversalOrder?: readonly number[];
  readonly blockMap?: readonly number[];
  readonly levels?: readonly SparseLevel[];
};

/** A sparse encoding. With n dimensions and k block dimensions, it has n + k levels. */
export type SparseLayout = {
  /** A letter per level, in traversal order: d for dense, c for CSR. */
  readonly formats: string;
  /** The dimension that each level walks, n + j for block dimension j. Default: 0, 1, 2, ... */
  readonly order?: readonly number[];
  /** The dimension that each block dimension splits, and the size of its blocks. */
  readonly blockMap?: readonly number[];
  readonly blockSizes?: readonly number[];
  /** Widths of segments and indices, for all levels or per level (unused for dense levels). Default: 32. */
  readonly segmentWidths?: IndexWidth | readonly IndexWidth[];
  readonly indexWidths?: IndexWidth | readonly IndexWidth[];
  /** The value that is not stored. Default: 0. */
  readonly unstored?: number;
};

type Entry = { readonly value: number; readonly coordinates: readonly number[] }; // one coordinate per level

/**
 * Encodes a dense array in TFLite's sparse encoding. Returns the shape, the SparsityParameters and the stored values, to spread into the description
 * of a tensor.
 *
 * ```ts
 * // Rows of 8 in blocks of 4: the first row stores only its second block, the second row stores none.
 * storedSparse([0, 0, 0, 0, 5, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0], [2, 8], { formats: 'dcd', blockMap: [1], blockSizes: [4] });
 * // data [5, 0, 6, 0], levels: dense 2; csr with segments [0, 1, 1] and indices [1]; dense 4
 * ```
 */
export function storedSparse(values: ArrayLike<number>, shape: readonly number[], layout: SparseLayout) {
  const { formats, blockMap = [], blockSizes = [], unstored = 0 } = layout;
  const order = layout.order ?? Array.from(formats, (_, level) => level);
  const blockOf = (dimension: number) => blockSizes[blockMap.indexOf(dimension)] ?? 1;
  const sizes = order.map((dimension) =>
    dimension < shape.length
      ? Math.ceil(shape[dimension]! / blockOf(dimension))
      : blockSizes[dimension - shape.length]!,
  );
  const segments = order.map(() => [0]);
  const indices = order.map((): number[] => []);
  const data: number[] = [];

  // Depth-first order visits the nodes of each level in the order of their positions.
  function walk(level: number, entries: readonly Entry[]): void {
    if (level === order.length) {
      data.push(entries[0]?.value ?? unstored);
      return;
    }
    const children = grouped(entries, level);
    if (formats[level] === 'd') {
      for (let coordinate = 0; coordinate < sizes[level]!; coordinate++)
        walk(level + 1, children.get(coordinate) ?? []);
      return;
    }
    for (const coordinate of [...children.keys()].sort((a, b) => a - b)) {
      indices[level]!.push(coordinate);
      walk(level + 1, children.get(coordinate)!);
    }
    segments[level]!.push(indices[level]!.length);
  }

  const stored: Entry[] = [];
  for (let index = 0; index < values.length; index++) {
    if (values[index] === unstored) continue;
    const position = positionOf(index, shape);
    const coordinates = order.map((dimension) =>
      dimension < shape.length
        ? Math.floor(position[dimension]! / blockOf(dimension))
        : position[blockMap[dimension - shape.length]!]! % blockSizes[dimension - shape.length]!,
    );
    stored.push({ value: values[index]!, coordinates });
  }
  walk(0, stored);

  const levels = Array.from(formats, (format, level): SparseLevel => {
    if (format === 'd') return { format: 'dense', size: sizes[level]! };
    return {
      format: 'csr',
      segments: { width: widthOf(layout.segmentWidths, level), values: segments[level]! },
      indices: { width: widthOf(layout.indexWidths, level), values: indices[level]! },
    };
  });
  const sparsity: Sparsity = { traversalOrder: order, ...(blockMap.length > 0 && { blockMap }), levels };
  return { shape, sparsity, data };
}

function grouped(entries: readonly Entry[], level: number): Map<number, Entry[]> {
  const groups = new Map<number, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.coordinates[level]!);
    if (group) group.push(entry);
    else groups.set(entry.coordinates[level]!, [entry]);
  }
  return groups;
}

function positionOf(index: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  for (let dimension = shape.length - 1, rest = index; dimension >= 0; dimension--) {
    position[dimension] = rest % shape[dimension]!;
    rest = Math.floor(rest / shape[dimension]!);
  }
  return position;
}

function widthOf(widths: IndexWidth | readonly IndexWidth[] | undefined, level: number): IndexWidth {
  return typeof widths === 'number' ? widths : (widths?.[level] ?? 32);
}
