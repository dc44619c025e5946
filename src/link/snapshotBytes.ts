import type { MatrixSize } from '../heatmap/viewport';
import { type Mask, nonZeroCount, packedMask, unpackedMask } from '../sparsity/mask';
import { parsePattern, patternText } from '../sparsity/pattern';
import {
  type Encoding,
  elementCount,
  matrixSizeOf,
  shapeProblem,
  type WeightTensor,
} from '../tflite/weights/weightTensor';
import { completeShare, type DensityPicture, maxPictureSide } from '../views/densityPicture';
import { parseView, viewOf, viewText } from '../views/matrixView';
import { type ByteReader, type ByteWriter, byteReader, byteWriter, DamagedBytes } from './byteFields';
import type { MaskInWindow, PictureOfWindow, Snapshot, SnapshotCounts } from './snapshot';
import { readVerdicts, writeVerdicts } from './snapshotVerdictBytes';

/** Versions of the layout: the first byte of a snapshot. Links of both exist outside, so neither may change. */
const formats = { mask: 1, picture: 2 } as const;

/** The latest version. */
export const snapshotFormat = formats.picture;

/** Maximum number of weights in the window of a mask. */
export const maxMaskCells = 2 ** 19;

// Limits on untrusted snapshots, by the memory that a page needs to draw them: 128 MB for the mask of 2^30 weights, 64 MB for the counts of 2^24
// rows or columns.
const limits = {
  elements: 2 ** 30,
  side: 2 ** 24,
  taps: 2 ** 16,
  name: 8192,
  word: 64,
  operators: 256,
} as const;

/** @returns undefined for a snapshot beyond the limits */
export function snapshotBytes(snapshot: Snapshot): Uint8Array<ArrayBuffer> | undefined {
  if (!isDrawable(snapshot)) return undefined;
  const { pattern, view, window, counts, verdicts } = snapshot;
  const writer = byteWriter();
  writer.number(snapshot.picture ? formats.picture : formats.mask);
  writer.text(patternText(pattern));
  writer.text(viewText(view));
  writeTensor(writer, snapshot.tensor);
  writer.number(window.rowStart);
  writer.number(window.columnStart);
  writer.number(window.rowEnd - window.rowStart);
  writer.number(window.columnEnd - window.columnStart);
  writeCounts(writer, counts);
  writeContent(writer, snapshot);
  writeVerdicts(writer, verdicts);
  return writer.written();
}

/** @throws DamagedBytes for bytes that are not a snapshot, or one beyond the limits */
export function snapshotFromBytes(bytes: Uint8Array): Snapshot {
  const reader = byteReader(bytes);
  const format = reader.number();
  if (format !== formats.mask && format !== formats.picture) throw new DamagedBytes();
  const pattern = parsePattern(reader.text());
  if (!pattern) throw new DamagedBytes();
  const view = parseView(reader.text());
  const tensor = readTensor(reader);
  const [rowStart, columnStart, rowCount, columnCount] = Array.from({ length: 4 }, () => reader.number());
  if (format === formats.mask && !isFew(rowCount, columnCount)) throw new DamagedBytes();
  const snapshot: Snapshot = {
    tensor,
    pattern,
    view,
    window: { rowStart, rowEnd: rowStart + rowCount, columnStart, columnEnd: columnStart + columnCount },
    counts: readCounts(reader),
    ...(format === formats.mask
      ? { mask: readMask(reader, rowCount, columnCount), violating: readMask(reader, rowCount, columnCount) }
      : { picture: readPicture(reader) }),
    verdicts: readVerdicts(reader),
  };
  reader.end();
  if (!isDrawable(snapshot)) throw new DamagedBytes();
  return snapshot;
}

// In links, an encoding is its position here.
const encodings: readonly Encoding[] = ['dense', 'sparse', 'shuffled4x16', 'tflm-decode', 'tflm-lut'];

function writeTensor(writer: ByteWriter, tensor: WeightTensor): void {
  writer.number(tensor.subgraph);
  writer.number(tensor.tensor);
  writer.text(tensor.name);
  writer.text(tensor.type);
  const encoding = encodings.indexOf(tensor.encoding);
  writer.number((encoding & 1) + (tensor.inputChannelsLast ? 2 : 0) + (encoding >> 1) * 4);
  writer.number(tensor.shape.length);
  for (const size of tensor.shape) writer.number(size);
  writer.number(tensor.operators.length);
  for (const { index, code } of tensor.operators) {
    writer.number(index);
    writer.text(code);
  }
}

function readTensor(reader: ByteReader): WeightTensor {
  const [subgraph, tensor] = [reader.number(), reader.number()];
  const [name, type] = [reader.text(), reader.text()];
  const flags = reader.number();
  const encoding = encodings[(flags & 1) + Math.floor(flags / 4) * 2];
  if (!encoding) throw new DamagedBytes();
  const shape = Array.from({ length: reader.count() }, () => reader.number());
  return {
    subgraph,
    tensor,
    name,
    type,
    encoding,
    inputChannelsLast: (flags & 2) !== 0,
    shape,
    ...matrixSizeOf(shape),
    operators: Array.from({ length: reader.count() }, () => ({ index: reader.number(), code: reader.text() })),
  };
}

function writeCounts(writer: ByteWriter, { nonzeros, blocks, conformingBlocks, zeroBlocks }: SnapshotCounts): void {
  writer.number(nonzeros);
  writer.number(blocks);
  writer.number(blocks - conformingBlocks);
  // 0: absent; otherwise the count plus one.
  writer.number(zeroBlocks ? zeroBlocks.count + 1 : 0);
  if (zeroBlocks) writer.number(zeroBlocks.weights);
}

function readCounts(reader: ByteReader): SnapshotCounts {
  const [nonzeros, blocks, violatingBlocks, zeroBlocks] = Array.from({ length: 4 }, () => reader.number());
  const counts = { nonzeros, blocks, conformingBlocks: blocks - violatingBlocks };
  return zeroBlocks === 0 ? counts : { ...counts, zeroBlocks: { count: zeroBlocks - 1, weights: reader.number() } };
}

function writeContent(
  writer: ByteWriter,
  { mask, violating, picture }: MaskInWindow | (PictureOfWindow & { violating?: undefined }),
): void {
  if (picture) {
    writer.number(picture.rowCount);
    writer.number(picture.columnCount);
    writer.bytes(picture.shares);
    return;
  }
  writer.bytes(packedMask(mask));
  writer.bytes(packedMask(violating));
}

function readPicture(reader: ByteReader): DensityPicture {
  const [rowCount, columnCount] = [reader.number(), reader.number()];
  if (Math.max(rowCount, columnCount) > maxPictureSide) throw new DamagedBytes();
  const shares = reader.bytes(rowCount * columnCount).slice();
  if (shares.some((share) => share > completeShare)) throw new DamagedBytes();
  return { rowCount, columnCount, shares };
}

function readMask(reader: ByteReader, rowCount: number, columnCount: number): Mask {
  return unpackedMask(reader.bytes(Math.ceil((rowCount * columnCount) / 8)), rowCount, columnCount);
}

/** Whether tensor, window and counts are consistent and within the limits. */
function isDrawable(snapshot: Snapshot): boolean {
  const { tensor, view, window } = snapshot;
  if (!isTensor(tensor) || !isCountOf(snapshot)) return false;
  const { rowCount, columnCount } = viewOf(tensor, view);
  const isInside =
    isSpan(window.rowStart, window.rowEnd, rowCount) && isSpan(window.columnStart, window.columnEnd, columnCount);
  const size = { rowCount: window.rowEnd - window.rowStart, columnCount: window.columnEnd - window.columnStart };
  return (
    Math.max(rowCount, columnCount) <= limits.side &&
    isInside &&
    (snapshot.picture ? isPictureOf(snapshot.picture, size) : isMaskOf(snapshot, size))
  );
}

function isMaskOf({ mask, violating }: MaskInWindow, { rowCount, columnCount }: MatrixSize): boolean {
  return (
    [mask, violating].every((part) => part.rowCount === rowCount && part.columnCount === columnCount) &&
    isFew(rowCount, columnCount)
  );
}

/** A picture has at least a cell, unless the window is empty, and no more cells along an axis than weights. */
function isPictureOf(picture: DensityPicture, { rowCount, columnCount }: MatrixSize): boolean {
  const isSideOf = (cells: number, weights: number) =>
    cells <= Math.min(weights, maxPictureSide) && cells > 0 === weights > 0;
  return isSideOf(picture.rowCount, rowCount) && isSideOf(picture.columnCount, columnCount);
}

function isFew(rowCount: number, columnCount: number): boolean {
  return Math.max(rowCount, columnCount, rowCount * columnCount) <= maxMaskCells;
}

function isTensor({ subgraph, tensor, name, type, shape, operators, ...size }: WeightTensor): boolean {
  return (
    // The key of a tensor has up to 9 digits per part in a link.
    Math.max(subgraph, tensor) < 1e9 &&
    name.length <= limits.name &&
    type.length <= limits.word &&
    operators.length <= limits.operators &&
    operators.every(({ code }) => code.length <= limits.word) &&
    shapeProblem(shape) === undefined &&
    elementCount(size) <= limits.elements &&
    Math.max(size.rowCount, size.columnCount) <= limits.side &&
    // The interface offers a view for each tap of a filter.
    (shape.length !== 4 || shape[1] * shape[2] <= limits.taps)
  );
}

function isCountOf(snapshot: Snapshot): boolean {
  const { tensor, counts } = snapshot;
  const { nonzeros, blocks, conformingBlocks, zeroBlocks = { count: 0, weights: 0 } } = counts;
  const elements = elementCount(tensor);
  return (
    nonzeros <= elements &&
    (snapshot.picture !== undefined || areCounted(snapshot, elements, counts)) &&
    blocks <= elements &&
    conformingBlocks >= 0 &&
    conformingBlocks <= blocks &&
    zeroBlocks.count <= blocks &&
    zeroBlocks.weights <= elements - nonzeros
  );
}

/** Whether the weights and violations of a mask are among those that are counted. */
function areCounted(
  { mask, violating }: MaskInWindow,
  elements: number,
  { nonzeros, blocks, conformingBlocks }: SnapshotCounts,
): boolean {
  const shown = nonZeroCount(mask);
  return (
    shown <= nonzeros &&
    mask.rowCount * mask.columnCount - shown <= elements - nonzeros &&
    (conformingBlocks < blocks || nonZeroCount(violating) === 0)
  );
}

/** Whether a range is within `count`. It is empty only if `count` is 0. */
function isSpan(start: number, end: number, count: number): boolean {
  return start <= end && end <= count && (start < end || count === 0);
}
