import type { Analysis } from '../../src/sparsity/analysis';
import type { Engine } from '../../src/sparsity/engine';
import type { Mask } from '../../src/sparsity/mask';
import type { ZerosPattern } from '../../src/sparsity/pattern';
import type { Level } from '../../src/sparsity/pyramid';
import type { Summary } from '../../src/sparsity/summary';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';

/**
 * What differs between the answers of two engines to the same rows, by field; empty when nothing does.
 * @param damage changes the answer of `engine` before it is compared
 */
export async function engineDifferences(
  reference: Engine,
  engine: Engine,
  { rows, bytes, pattern }: { readonly rows: StoredRows; readonly bytes: Uint8Array; readonly pattern: ZerosPattern },
  damage: (analysis: Analysis) => void = () => {},
): Promise<string[]> {
  const expected = await reference.analysisOf(rows, bytes, pattern);
  const found = await engine.analysisOf(rows, bytes, pattern);
  damage(found);
  const summary = await engine.summaryOf(expected.mask, pattern);
  const { levels } = await engine.pyramidOf(expected.mask);
  return [
    ...differentMasks(expected.mask, found.mask),
    ...differentSummaries(expected.summary, found.summary),
    ...differentSummaries(expected.summary, summary).map((difference) => `of the mask alone: ${difference}`),
    ...differentLevels((await reference.pyramidOf(expected.mask)).levels, levels),
  ];
}

function differentMasks(expected: Mask, found: Mask): string[] {
  const sizes = ({ rowCount, columnCount, wordsPerRow }: Mask) => [rowCount, columnCount, wordsPerRow].join(' ');
  if (sizes(expected) !== sizes(found)) return [`mask: ${sizes(found)}, not ${sizes(expected)}`];
  return differing('mask', expected.words, found.words);
}

function differentSummaries(expected: Summary, found: Summary): string[] {
  const totals = ({ pattern, nonzeros, blocks, conformingBlocks, violations }: Summary) =>
    JSON.stringify([pattern, nonzeros, blocks, conformingBlocks, violations.columnCount, violations.wordsPerRow]);
  return [
    ...differing('row count', expected.rowNonzeros, found.rowNonzeros),
    ...differing('violation', expected.violations.words, found.violations.words),
    ...(totals(expected) === totals(found) ? [] : [`totals: ${totals(found)}, not ${totals(expected)}`]),
  ];
}

function differing(what: string, expected: Uint32Array, found: Uint32Array): string[] {
  if (expected.length !== found.length) return [`${what}: ${found.length} words, not ${expected.length}`];
  const at = expected.findIndex((word, i) => word !== found[i]);
  return at < 0 ? [] : [`${what}: word ${at} is ${found[at].toString(16)}, not ${expected[at].toString(16)}`];
}

function differentLevels(expected: readonly Level[], found: readonly Level[]): string[] {
  const sizes = (levels: readonly Level[]) =>
    JSON.stringify(levels.map(({ counts, ...size }) => [size, counts.length, counts.constructor.name]));
  if (sizes(expected) !== sizes(found)) return [`levels: ${sizes(found)}, not ${sizes(expected)}`];
  return expected.flatMap(({ cellSize, counts }, i) => {
    const at = counts.findIndex((count, cell) => count !== found[i].counts[cell]);
    return at < 0 ? [] : [`level ${cellSize}: cell ${at} is ${found[i].counts[at]}, not ${counts[at]}`];
  });
}
