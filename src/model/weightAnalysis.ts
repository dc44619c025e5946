import { throwIfCancelled } from '../modelError';
import { type Analysis, growingAnalysis } from '../sparsity/analysis';
import type { Engine } from '../sparsity/engine';
import { wordsPerRowOf } from '../sparsity/mask';
import type { ZerosPattern } from '../sparsity/pattern';
import { sparseMask } from '../sparsity/sparseMask';
import type { RowProgress, TimedAnalysis } from '../sparsity/timedAnalysis';
import { type Channels, channelsOfElements } from '../tflite/weights/channels';
import { sparseRowsOf } from '../tflite/weights/sparseRows';
import { checkIndices } from '../tflite/weights/sparseWalk';
import { storageOf } from '../tflite/weights/storage';
import { readElements, type StoredMatrix, type Threshold } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';

/** What counts as zero, and what is counted. */
export type Criteria = { readonly pattern: ZerosPattern; readonly threshold?: Threshold };

// Elements at once if zero points or scales need a list in the order of the elements, see needsList.
const maxListed = 2 ** 22;

/** Whether kernels need a list of zero points and scales in the order of the elements: if they differ along several dimensions, or in other blocks. */
function needsList({ zeroPoints }: StoredMatrix, scales: Channels | undefined): boolean {
  if (zeroPoints.grid || scales?.grid) return true;
  if (!scales || scales.values.length === 1 || zeroPoints.values.length === 1) return false;
  return scales.values.length !== zeroPoints.values.length || scales.stride !== zeroPoints.stride;
}

/**
 * Reads and analyzes a tensor. If it is larger than `engine.maxBytes`, it is read in row ranges: while the engine computes one, the next is read.
 * At most two ranges are in memory.
 */
export async function analysisOfRows(
  stored: StoredMatrix,
  { pattern, threshold }: Criteria,
  engine: Engine,
  signal?: AbortSignal,
  onProgress?: RowProgress,
): Promise<TimedAnalysis> {
  const { rowCount, columnCount } = stored.tensor;
  const storage = storageOf(stored);
  const elementsAtOnce = Math.min(
    (engine.maxBytes * 8) / stored.format.bits,
    needsList(stored, threshold?.scales) ? maxListed : Infinity,
  );
  const rowsAtOnce = Math.max(1, Math.floor(elementsAtOnce / Math.max(1, columnCount)));
  let milliseconds = 0;
  let idleSince = 0;

  async function rowsFrom(row: number): Promise<() => Promise<Analysis>> {
    throwIfCancelled(signal);
    const count = Math.min(rowsAtOnce, rowCount - row);
    const firstElement = row * columnCount;
    const bytes = await readElements(stored, firstElement, count * columnCount, signal);
    const zeroPoints = channelsOfElements(stored.zeroPoints, firstElement, count * columnCount);
    const place = { rowCount: count, columnCount, firstElement };
    const rows = { ...place, type: stored.type, zeroPoints, ...(threshold && { threshold }) };
    return async () => {
      const started = performance.now();
      const analysis = await engine.analysisOf(rows, bytes, pattern, signal);
      // Two ranges can be computed at the same time. Overlapping time counts once.
      const done = performance.now();
      milliseconds += done - Math.max(started, idleSince);
      idleSince = done;
      return analysis;
    };
  }

  if (rowCount <= rowsAtOnce) {
    const analysis = await (await rowsFrom(0))();
    return { ...analysis, engine: engine.name, milliseconds, storage };
  }
  const analysis = growingAnalysis(rowCount, columnCount, pattern);
  let before: Promise<Analysis> | undefined;
  for (let row = 0; row < rowCount; row += rowsAtOnce) {
    onProgress?.(row, rowCount);
    const [begin, finished] = await Promise.all([rowsFrom(row), before]);
    if (finished) {
      analysis.add(finished);
      engine.giveBack?.(finished);
    }
    before = begin();
    // It is awaited after the next read. Until then a rejection must not count as unhandled.
    before.catch(() => {});
  }
  analysis.add(await before!);
  return { ...analysis.complete(), engine: engine.name, milliseconds, storage };
}

/** Checks the indices of a stored-sparse tensor, and analyzes it. @throws ModelError `bad-sparsity` */
export async function analysisOfSparse(
  stored: StoredMatrix,
  sparse: SparseMatrix,
  { pattern, threshold }: Criteria,
  engine: Engine,
  signal?: AbortSignal,
): Promise<TimedAnalysis> {
  const started = performance.now();
  const analysis =
    (await sparseAnalysis(stored, sparse, { pattern, ...(threshold && { threshold }) }, engine, signal)) ??
    (await analysisByMask());
  const milliseconds = performance.now() - started;
  return { ...analysis, engine: engine.name, milliseconds, storage: storageOf(stored, sparse) };

  async function analysisByMask(): Promise<Analysis> {
    checkIndices(sparse.walk);
    const mask = await sparseMask(sparse, stored, engine, threshold, signal);
    return { mask, summary: await engine.summaryOf(mask, pattern, signal) };
  }
}

/** Mask and summary by the engine, or undefined if it cannot. */
async function sparseAnalysis(
  { tensor, type, zeroPoints }: StoredMatrix,
  { walk, values }: SparseMatrix,
  { pattern, threshold }: Criteria,
  engine: Engine,
  signal?: AbortSignal,
): Promise<Analysis | undefined> {
  const { rowCount, columnCount } = tensor;
  if (!engine.sparseAnalysisOf || zeroPoints.grid || threshold?.scales.grid) return undefined;
  const sparse = sparseRowsOf(walk, columnCount, wordsPerRowOf(columnCount));
  if (!sparse || sparse.nodeCount * sparse.rowsOfNode !== rowCount) return undefined;
  const rows = { rowCount, columnCount, firstElement: 0, type, zeroPoints, ...(threshold && { threshold }) };
  return engine.sparseAnalysisOf(rows, sparse, values, pattern, signal);
}
