import { ModelError } from '../../modelError';
import type { Indices, SparseEncoding, SparseLevel } from './sparseEncoding';

/** A sparse encoding that fits the shape of its tensor, prepared for traversal. */
export type SparseWalk = {
  readonly levels: readonly SparseLevel[];
  /** Difference of element indices for one step along each level. */
  readonly strides: readonly number[];
  /** Nodes of a dense level below each node; indices of a CSR level are smaller. */
  readonly sizes: readonly number[];
  /** Number of stored values. */
  readonly leafCount: number;
};

/**
 * Checks an encoding against the shape of its tensor, before anything is allocated. Indices are left to checkIndices, because kernels check them while
 * they read them.
 * @throws ModelError `bad-sparsity`
 */
export function sparseWalk({ traversalOrder, blockMap, levels }: SparseEncoding, shape: readonly number[]): SparseWalk {
  const rank = shape.length;
  const expected = rank + blockMap.length;
  if (levels.length !== expected || traversalOrder.length !== expected) {
    throw bad(
      `the encoding has ${levels.length} levels and a traversal order of ${traversalOrder.length}; expected ${expected} for [${shape.join(', ')}]`,
    );
  }
  if (new Set(traversalOrder).size !== expected || traversalOrder.some((d) => d < 0 || d >= expected)) {
    throw bad(`the traversal order is [${traversalOrder.join(', ')}]; expected each of ${expected} dimensions once`);
  }
  if (new Set(blockMap).size !== blockMap.length || blockMap.some((d) => d < 0 || d >= rank)) {
    throw bad(`the block map is [${blockMap.join(', ')}]; expected different dimensions of [${shape.join(', ')}]`);
  }
  const sizes = dimensionSizes(traversalOrder, blockMap, levels, shape);
  const elementStrides = shape.map((_, d) => shape.slice(d + 1).reduce((product, size) => product * size, 1));
  const strides = traversalOrder.map((d) => {
    // A step along a block dimension is one element of the dimension that it splits. A step along that dimension is one block.
    if (d >= rank) return elementStrides[blockMap[d - rank]];
    return elementStrides[d] * (blockMap.includes(d) ? sizes[rank + blockMap.indexOf(d)] : 1);
  });
  return { levels, strides, sizes: traversalOrder.map((d) => sizes[d]), leafCount: checkedLeafCount(levels) };
}

/** Sizes by dimension, block dimensions last. Only dense levels declare a size, and block levels are always dense. */
function dimensionSizes(
  order: readonly number[],
  blockMap: readonly number[],
  levels: readonly SparseLevel[],
  shape: readonly number[],
): number[] {
  const rank = shape.length;
  const blockSizes = blockMap.map((_, j) => {
    const level = levels[order.indexOf(rank + j)];
    if (level.format !== 'dense' || level.size <= 0)
      throw bad('the block levels are not dense with a size of 1 or more');
    return level.size;
  });
  const outer = shape.map((size, d) => {
    const block = blockMap.includes(d) ? blockSizes[blockMap.indexOf(d)] : 1;
    if (size % block !== 0)
      throw bad(`dimension ${d} of [${shape.join(', ')}] is not a multiple of the block size ${block}`);
    const level = levels[order.indexOf(d)];
    if (level.format === 'dense' && level.size !== size / block) {
      throw bad(`the level of dimension ${d} has ${level.size} entries; expected ${size / block}`);
    }
    return size / block;
  });
  return [...outer, ...blockSizes];
}

/** Number of nodes of the last level, which is the number of stored values. Checks segments. */
function checkedLeafCount(levels: readonly SparseLevel[]): number {
  let nodes = 1;
  levels.forEach((level, i) => {
    if (level.format === 'dense') {
      nodes *= level.size;
      return;
    }
    const { segments, indices } = level;
    if (segments.length < nodes + 1) throw bad(`level ${i} has ${segments.length} segments; expected ${nodes + 1}`);
    if (segments[0] !== 0) throw bad(`the segments of level ${i} start with ${segments[0]}; expected 0`);
    for (let node = 0; node < nodes; node++) {
      if (segments[node + 1] < segments[node]) {
        throw bad(`the segments of level ${i} decrease from ${segments[node]} to ${segments[node + 1]}`);
      }
    }
    const entries = segments[nodes];
    if (entries > indices.length)
      throw bad(`the segments of level ${i} end at ${entries}, but it has ${indices.length} indices`);
    nodes = entries;
  });
  return nodes;
}

/**
 * Checks the indices of all levels. Call it before leavesOf and leafBitsOf.
 * @throws ModelError `bad-sparsity`
 */
export function checkIndices({ levels, sizes }: SparseWalk): void {
  let nodes = 1;
  for (const [i, level] of levels.entries()) {
    if (level.format === 'dense') {
      nodes *= level.size;
      continue;
    }
    const { segments, indices } = level;
    const entries = segments[nodes];
    if (!areWithin(indices, entries, sizes[i])) {
      const wrong = indices.subarray(0, entries).find((index) => index < 0 || index >= sizes[i]);
      throw bad(`an index of level ${i} is ${wrong}; expected less than ${sizes[i]}`);
    }
    const repeated = repeatedIndex(segments, indices, nodes);
    if (repeated !== undefined) throw bad(`the index ${repeated} of level ${i} occurs twice in one node`);
    nodes = entries;
  }
}

/** An index that a node has more than once. Indices can have any order, but writers sort them. */
function repeatedIndex(segments: ArrayLike<number>, indices: Indices, nodes: number): number | undefined {
  for (let node = 0; node < nodes; node++) {
    const [start, end] = [segments[node], segments[node + 1]];
    let signs = 0;
    for (let entry = start + 1; entry < end; entry++) signs |= indices[entry] - indices[entry - 1] - 1;
    if (signs >= 0) continue;
    const sorted = indices.slice(start, end).sort();
    const repeated = sorted.findIndex((index, i) => i > 0 && index === sorted[i - 1]);
    if (repeated >= 0) return sorted[repeated];
  }
  return undefined;
}

/** Whether the first `count` indices are from 0 to `size` - 1. Sizes are 32-bit integers. */
function areWithin(indices: ArrayLike<number>, count: number, size: number): boolean {
  // The sign bit of either number is set for an index outside. Without a branch, the loop takes half the time.
  let signs = 0;
  for (let entry = 0; entry < count; entry++) signs |= indices[entry] | (size - 1 - indices[entry]);
  return signs >= 0;
}

type Places = Float64Array | Int32Array;

/** Consecutive stored values: position of the first one, and the index of each element in the dense tensor. */
type Leaves = { readonly first: number; readonly elements: Float64Array };

// A few milliseconds of work.
const leavesAtOnce = 2 ** 18;

/** All stored values in the order of storage, in parts of some nodes of the outermost level. */
export function* leavesOf(walk: SparseWalk): Generator<Leaves> {
  for (const { first, places } of walked(walk, walk.strides, Float64Array)) yield { first, elements: places };
}

/** Consecutive stored values: position of the first one, and the bit of each in a mask, counted from its first word. */
type LeafBits = { readonly first: number; readonly bits: Int32Array };

/**
 * As leavesOf, with the places of the stored values in a mask of at most 2^31 bits.
 * @param columnCount weights of a row of the mask: the last dimension of the tensor
 * @param rowBits bits of a row of the mask, with its padding
 */
export function* leafBitsOf(walk: SparseWalk, columnCount: number, rowBits: number): Generator<LeafBits> {
  // A step along a level is either within a row, or a number of rows.
  const strides = walk.strides.map((stride) =>
    stride % columnCount === 0 ? (stride / columnCount) * rowBits : stride,
  );
  for (const { first, places } of walked(walk, strides, Int32Array)) yield { first, bits: places };
}

/** Walks from level to level, some nodes of the outermost level at a time. The place of a leaf is the sum of its steps times their strides. */
function* walked<T extends Places>(
  { levels, leafCount }: SparseWalk,
  strides: readonly number[],
  PlaceArray: new (length: number) => T,
): Generator<{ readonly first: number; readonly places: T }> {
  // Damaged files can have any number of empty levels.
  if (leafCount === 0) return;
  if (levels.length === 0) {
    yield { first: 0, places: new PlaceArray(1) };
    return;
  }
  const [outermost] = levels;
  const outerCount = outermost.format === 'dense' ? outermost.size : outermost.segments[1];
  const step = Math.max(1, Math.floor((leavesAtOnce / leafCount) * outerCount));
  for (let start = 0; start < outerCount; start += step) {
    let nodes = { start, end: Math.min(start + step, outerCount) };
    let places = new PlaceArray(nodes.end - nodes.start);
    for (let i = 0; i < places.length; i++) {
      places[i] = strides[0] * (outermost.format === 'dense' ? start + i : outermost.indices[start + i]);
    }
    for (let depth = 1; depth < levels.length; depth++) {
      [nodes, places] = childrenOf(levels[depth], strides[depth], nodes, places, PlaceArray);
    }
    yield { first: nodes.start, places };
  }
}

type Nodes = { readonly start: number; readonly end: number };

/** The nodes below consecutive ones are consecutive too; each is a step along its level further than the one above. */
function childrenOf<T extends Places>(
  level: SparseLevel,
  stride: number,
  { start, end }: Nodes,
  above: T,
  PlaceArray: new (length: number) => T,
): [Nodes, T] {
  if (level.format === 'dense') {
    const { size } = level;
    const places = new PlaceArray(above.length * size);
    for (let node = 0, child = 0; node < above.length; node++) {
      for (let i = 0; i < size; i++) places[child++] = above[node] + i * stride;
    }
    return [{ start: start * size, end: end * size }, places];
  }
  // A node of the next level is the position of an entry, not its coordinate.
  const { segments, indices } = level;
  const first = segments[start];
  const places = new PlaceArray(segments[end] - first);
  for (let node = start; node < end; node++) {
    const place = above[node - start];
    const last = segments[node + 1];
    for (let entry = segments[node]; entry < last; entry++) places[entry - first] = place + indices[entry] * stride;
  }
  return [{ start: first, end: segments[end] }, places];
}

function bad(message: string): ModelError {
  return new ModelError('bad-sparsity', `${message}: the file is damaged`);
}
