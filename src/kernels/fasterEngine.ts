import type { Engine } from '../sparsity/engine';
import { twoOfFour } from '../sparsity/pattern';
import { single } from '../tflite/weights/channels';
import type { StoredRows } from '../tflite/weights/storedMatrix';

// Small enough to be over in a millisecond or two, large enough that a call does not count.
const piece: StoredRows = { rowCount: 64, columnCount: 1024, firstElement: 0, type: 'INT8', zeroPoints: single(0) };
const rounds = 3;

/** The faster of two engines on a small piece, on this machine and now; it also compiles their kernels before the first tensor comes. */
export async function fasterEngine(first: Engine, second: Engine): Promise<Engine> {
  return (await shortestTime(first)) <= (await shortestTime(second)) ? first : second;
}

/** Milliseconds; the first rounds compile. */
async function shortestTime(engine: Engine): Promise<number> {
  // Zeros at places that no branch predictor learns by heart.
  const bytes = Uint8Array.from(
    { length: piece.rowCount * piece.columnCount },
    (_, i) => Math.imul(i, 0x9e3779b1) >> 31,
  );
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const { mask } = await engine.analysisOf(piece, bytes, twoOfFour);
    shortest = Math.min(shortest, performance.now() - started);
    if (round === 0) await engine.pyramidOf(mask);
  }
  return shortest;
}
