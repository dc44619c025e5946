import type { Analysis } from '../sparsity/analysis';
import type { Engine } from '../sparsity/engine';
import { wordsPerRowOf } from '../sparsity/mask';
import { sparseMask } from '../sparsity/sparseMask';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { sparseRowsOf } from '../tflite/weights/sparseRows';
import { checkIndices } from '../tflite/weights/sparseWalk';
import { storageOf } from '../tflite/weights/storage';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import type { Criteria } from './rowsAnalysis';

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
