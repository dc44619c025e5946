import { expect, it } from 'vitest';
import { cpuEngine } from '../../../src/kernels/cpuEngine';
import { emptyMask, isNonZero, setBit } from '../../../src/sparsity/mask';
import { twoOfFour } from '../../../src/sparsity/pattern';
import { channelPlace, channelZeros } from '../../../src/ui/inspector/channelZeros';
import { parseView } from '../../../src/views/matrixView';
import { tensorMapOf } from '../../../src/views/tensorMap';
import { denseMatrix, seededRandom } from '../../support/matrices';

const shape = [3, 2, 2, 5];
const tensor = { ...denseMatrix('CONV_2D', [12, 5]), shape };
const cpu = cpuEngine();

async function drawn(view: string) {
  const random = seededRandom(8);
  const mask = emptyMask(12, 5);
  for (let row = 0; row < 12; row++)
    for (let column = 0; column < 5; column++) if (random() < 0.5) setBit(mask, row, column);
  const summary = await cpu.summaryOf(mask, twoOfFour);
  return { mask, map: await tensorMapOf(tensor, parseView(view)!, { mask, summary }, cpu.pyramidOf) };
}

it.each([0, 1, 2, 3])('counts the zeros of the channels of dimension %d', async (dimension) => {
  for (const view of ['rows', 'rows,transposed']) {
    const { mask, map } = await drawn(view);
    const expected = new Float64Array(shape[dimension]!);
    for (let element = 0; element < 60; element++) {
      const index = [Math.floor(element / 20), Math.floor(element / 10) % 2, Math.floor(element / 5) % 2, element % 5];
      if (!isNonZero(mask, Math.floor(element / 5), element % 5)) expected[index[dimension]!]!++;
    }
    expect(channelZeros(map, dimension)).toEqual(expected);
  }
});

it('does not count channels that are columns in a view with other columns', async () => {
  const { map } = await drawn('filters');
  expect(channelZeros(map, 3)).toBeUndefined();
  expect(channelZeros(map, 0)).toHaveLength(3);
});

it('finds the first weight of a channel', () => {
  expect([0, 1, 2, 3].map((dimension) => channelPlace(tensor, dimension, 1))).toEqual([
    { row: 4, column: 0 },
    { row: 2, column: 0 },
    { row: 1, column: 0 },
    { row: 0, column: 1 },
  ]);
});
