import { expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { countsOfPair, mapOfPair } from '../../src/session/comparedPair';
import type { Analysis } from '../../src/sparsity/analysis';
import { twoOfFour } from '../../src/sparsity/pattern';
import type { TimedAnalysis } from '../../src/sparsity/timedAnalysis';
import { defaultView, viewOf } from '../../src/views/matrixView';
import { denseMatrix, maskFromText, maskText } from '../support/matrices';

const matrix = denseMatrix('FULLY_CONNECTED', [2, 4]);
const { signal } = new AbortController();

/** Analyses of two small masks, with an engine that overwrites masks that are given back. */
function pairOnDesk() {
  const given: Analysis[] = [];
  const engine = {
    ...cpuEngine(),
    giveBack(analysis: Analysis) {
      given.push(analysis);
      analysis.mask.words.fill(0x5a5a5a5a);
    },
  };
  const analysisOf = async (lines: string[]): Promise<TimedAnalysis> => {
    const mask = maskFromText(lines);
    const summary = await engine.summaryOf(mask, twoOfFour);
    return { mask, summary, engine: 'cpu', milliseconds: 0, storage: { encoding: 'dense', bytes: 8 } };
  };
  const before = () => analysisOf(['##..', '#.#.']);
  const after = () => analysisOf(['#...', '###.']);
  return { given, reading: { before, after, engineFor: () => engine } };
}

const expected = {
  pattern: twoOfFour,
  changes: { kept: 3, added: 1, lost: 1 },
  before: { nonzeros: 4, blocks: 2, conformingBlocks: 2 },
  after: { nonzeros: 4, blocks: 2, conformingBlocks: 1 },
};

it('counts the pair weight by weight and gives the memory of both masks back', async () => {
  const { given, reading } = pairOnDesk();
  expect(await countsOfPair(reading, signal)).toEqual(expected);
  expect(given).toHaveLength(2);
});

it('does not use memory that was given back in the map of a pair', async () => {
  const { given, reading } = pairOnDesk();
  const { counts, map } = await mapOfPair(reading, viewOf(matrix, defaultView), signal);
  expect(given).toHaveLength(2);
  expect(counts).toEqual(expected);
  expect((['kept', 'added', 'lost'] as const).map((kind) => maskText(map[kind].mask))).toEqual([
    ['..##', '...#'],
    ['.#..', '....'],
    ['....', '.#..'],
  ]);
});
