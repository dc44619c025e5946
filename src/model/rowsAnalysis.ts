import { throwIfCancelled } from '../modelError';
import { type Analysis, growingAnalysis } from '../sparsity/analysis';
import type { Engine } from '../sparsity/engine';
import type { ZerosPattern } from '../sparsity/pattern';
import type { RowProgress, TimedAnalysis } from '../sparsity/timedAnalysis';
import { type Channels, channelsOfElements } from '../tflite/weights/channels';
import { storageOf } from '../tflite/weights/storage';
import {
  elementChunks,
  readElements,
  type StoredMatrix,
  type StoredRows,
  type Threshold,
} from '../tflite/weights/storedMatrix';

/** What counts as zero, and what is counted. */
export type Criteria = { readonly pattern: ZerosPattern; readonly threshold?: Threshold };

/** The rows of a tensor, and how they are analyzed. */
type Rows = {
  readonly stored: StoredMatrix;
  readonly criteria: Criteria;
  readonly engine: Pick<Engine, 'analysisOf' | 'giveBack'>;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: RowProgress | undefined;
};

// Elements at once if zero points or scales need a list in the order of the elements, see needsList.
const maxListed = 2 ** 22;
// Engines prepare the tests of all channels for each part.
const maxChannels = 2 ** 12;

/**
 * Reads and analyzes the rows of a tensor. If source and engine allow it, they are analyzed in parts while the file is read. A tensor that is
 * larger than `engine.maxBytes` is read in row ranges: while the engine computes one, the next is read. At most two ranges are in memory. That is
 * faster for large tensors.
 * @param onProgress called only for tensors that are larger than `engine.maxBytes`
 */
export async function analysisOfRows(
  stored: StoredMatrix,
  criteria: Criteria,
  engine: Engine,
  signal?: AbortSignal,
  onProgress?: RowProgress,
): Promise<TimedAnalysis> {
  const { rowCount, columnCount } = stored.tensor;
  const isListed = needsList(stored, criteria.threshold?.scales);
  const elementsAtOnce = Math.min((engine.maxBytes * 8) / stored.format.bits, isListed ? maxListed : Infinity);
  const rowsAtOnce = Math.max(1, Math.floor(elementsAtOnce / Math.max(1, columnCount)));
  const isInRanges = rowCount > rowsAtOnce;
  const timed = timedEngine(engine);
  const rows: Rows = { stored, criteria, engine: timed, signal, onProgress };
  const rowsOfPart = isListed || isInRanges ? undefined : partRows(stored, criteria, engine);
  const chunks = rowsOfPart && elementChunks(stored, signal);
  const analysis = chunks
    ? await withPartMemory(engine, (rowsOfPart * columnCount * stored.format.bits) / 8, (bytes) =>
        analysisWhileReading(rows, chunks, rowsOfPart, bytes),
      )
    : await (isInRanges ? analysisOfRanges(rows, rowsAtOnce) : (await rangeFrom(rows, 0, rowCount))());
  return { ...analysis, engine: engine.name, milliseconds: timed.milliseconds(), storage: storageOf(stored) };
}

/** Whether kernels need a list of zero points and scales in the order of the elements: if they differ along several dimensions, or in other blocks. */
function needsList({ zeroPoints }: StoredMatrix, scales: Channels | undefined): boolean {
  if (zeroPoints.grid || scales?.grid) return true;
  if (!scales || scales.values.length === 1 || zeroPoints.values.length === 1) return false;
  return scales.values.length !== zeroPoints.values.length || scales.stride !== zeroPoints.stride;
}

/** Adds up the time of analyses. Two can run at the same time: overlapping time counts once. */
function timedEngine(engine: Engine) {
  let milliseconds = 0;
  let idleSince = 0;
  const analysisOf: Engine['analysisOf'] = async (...work) => {
    const started = performance.now();
    const analysis = await engine.analysisOf(...work);
    const done = performance.now();
    milliseconds += done - Math.max(started, idleSince);
    idleSince = done;
    return analysis;
  };
  const giveBack = (analysis: Analysis) => engine.giveBack?.(analysis);
  return { analysisOf, giveBack, milliseconds: () => milliseconds };
}

/** Rows of a part. Parts start on a byte. Undefined if the tensor is not read in parts. */
function partRows(
  { tensor, format, byteLength, zeroPoints }: StoredMatrix,
  { threshold }: Criteria,
  { partBytes }: Engine,
): number | undefined {
  const bytesOf8Rows = tensor.columnCount * format.bits;
  const channels = Math.max(zeroPoints.values.length, threshold?.scales.values.length ?? 0);
  if (partBytes === undefined || bytesOf8Rows > 4 * partBytes || channels > maxChannels) return undefined;
  // One part is faster to read at once.
  if (byteLength < 2 * partBytes) return undefined;
  return 8 * Math.max(1, Math.round(partBytes / bytesOf8Rows));
}

// Memory of an engine for a part, while no tensor is read into it.
const idleMemory = new WeakMap<Engine, Uint8Array>();

/** Runs work with memory for a part, which is that of the engine if it has any: it then computes the part without a copy. */
async function withPartMemory<T>(
  engine: Engine,
  byteLength: number,
  work: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  const idle = idleMemory.get(engine);
  idleMemory.delete(engine);
  // With room for parts of other tensors.
  const memory =
    idle && idle.length >= byteLength ? idle : (engine.memoryFor?.(2 * byteLength) ?? new Uint8Array(byteLength));
  try {
    return await work(memory.subarray(0, byteLength));
  } finally {
    idleMemory.set(engine, memory);
  }
}

/** @param bytes memory for a part */
async function analysisWhileReading(
  rows: Rows,
  chunks: AsyncIterable<Uint8Array>,
  rowsOfPart: number,
  bytes: Uint8Array,
): Promise<Analysis> {
  const { stored, criteria, engine, signal } = rows;
  const { rowCount, columnCount } = stored.tensor;
  const analysis = growingAnalysis(rowCount, columnCount, criteria.pattern);
  let filled = 0;
  let row = 0;

  async function addPart(): Promise<void> {
    const count = Math.min(rowsOfPart, rowCount - row);
    const part = await engine.analysisOf(storedRows(rows, row, count), bytes, criteria.pattern, signal);
    analysis.add(part);
    engine.giveBack?.(part);
    row += count;
    filled = 0;
  }

  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      const end = Math.min(chunk.length, start + bytes.length - filled);
      bytes.set(chunk.subarray(start, end), filled);
      filled += end - start;
      start = end;
      if (filled === bytes.length) await addPart();
    }
  }
  if (row < rowCount) await addPart();
  return analysis.complete();
}

async function analysisOfRanges(rows: Rows, rowsAtOnce: number): Promise<Analysis> {
  const { stored, criteria, engine, onProgress } = rows;
  const { rowCount, columnCount } = stored.tensor;
  const analysis = growingAnalysis(rowCount, columnCount, criteria.pattern);
  let before: Promise<Analysis> | undefined;
  for (let row = 0; row < rowCount; row += rowsAtOnce) {
    onProgress?.(row, rowCount);
    const [begin, finished] = await Promise.all([rangeFrom(rows, row, rowsAtOnce), before]);
    if (finished) {
      analysis.add(finished);
      engine.giveBack?.(finished);
    }
    before = begin();
    // It is awaited after the next read. Until then a rejection must not count as unhandled.
    before.catch(() => {});
  }
  analysis.add(await before!);
  return analysis.complete();
}

/** Reads a range of rows. @returns analyzes it */
async function rangeFrom(rows: Rows, row: number, rowsAtOnce: number): Promise<() => Promise<Analysis>> {
  const { stored, criteria, engine, signal } = rows;
  throwIfCancelled(signal);
  const { rowCount, columnCount } = stored.tensor;
  const count = Math.min(rowsAtOnce, rowCount - row);
  const bytes = await readElements(stored, row * columnCount, count * columnCount, signal);
  return () => engine.analysisOf(storedRows(rows, row, count), bytes, criteria.pattern, signal);
}

function storedRows({ stored, criteria: { threshold } }: Rows, row: number, rowCount: number): StoredRows {
  const { columnCount } = stored.tensor;
  const firstElement = row * columnCount;
  const zeroPoints = channelsOfElements(stored.zeroPoints, firstElement, rowCount * columnCount);
  return { rowCount, columnCount, firstElement, type: stored.type, zeroPoints, ...(threshold && { threshold }) };
}
