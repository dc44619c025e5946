import { describe, expect, it } from 'vitest';
import { maskCsv, violationsCsv } from '../../src/exports/csv';
import { isNonZero } from '../../src/sparsity/mask';
import { parseView } from '../../src/views/matrixView';
import type { TensorMap } from '../../src/views/tensorMap';
import { denseMatrix, mapFromText, mapOfMask, maskWhere, seededRandom } from '../support/matrices';

function whole({ view }: TensorMap) {
  return { rowStart: 0, rowEnd: view.rowCount, columnStart: 0, columnEnd: view.columnCount };
}

async function textOf(pieces: Iterable<BlobPart>): Promise<string> {
  return new Blob([...pieces]).text();
}

describe('CSV of a mask', () => {
  it('has one line per row, 0 and 1 separated by commas, and no header', async () => {
    const tensorMap = await mapFromText(denseMatrix('FULLY_CONNECTED', [2, 5]), ['#..##', '.#...']);
    expect(await textOf(maskCsv(tensorMap, whole(tensorMap)))).toBe('1,0,0,1,1\n0,1,0,0,0\n');
    const window = { rowStart: 1, rowEnd: 2, columnStart: 1, columnEnd: 3 };
    expect(await textOf(maskCsv(tensorMap, window))).toBe('1,0\n');
  });

  it('equals the mask cell by cell, also in several pieces', async () => {
    const random = seededRandom(7);
    const mask = maskWhere(1100, 1999, () => random() < 0.5);
    const tensorMap = await mapOfMask(denseMatrix('FULLY_CONNECTED', [1100, 1999]), mask);
    const pieces = [...maskCsv(tensorMap, whole(tensorMap))];
    expect(pieces.length).toBeGreaterThan(1);
    const rows = (await textOf(pieces)).trimEnd().split('\n');
    expect(rows).toHaveLength(1100);
    const differing = rows.filter((line, row) =>
      line.split(',').some((cell, column) => cell !== (isNonZero(mask, row, column) ? '1' : '0')),
    );
    expect(differing).toEqual([]);
    expect(rows.every((line) => line.length === 2 * 1999 - 1)).toBe(true);
  });

  it('of no weights is empty', async () => {
    const tensorMap = await mapOfMask(
      denseMatrix('FULLY_CONNECTED', [0, 4]),
      maskWhere(0, 4, () => true),
    );
    expect(await textOf(maskCsv(tensorMap, whole(tensorMap)))).toBe('');
  });
});

const header = 'model,tensor,name,pattern,row,column_start,column_end,nonzeros,index';

describe('CSV of violations', () => {
  const lines = ['###.......', '.....###..', '########.#'];
  const expected = [['0,0,4,3,0 0'], ['1,4,8,3,1 4'], ['2,0,4,4,2 0', '2,4,8,4,2 4']];

  it('has one line per block, with position, non-zeros and index of the first weight', async () => {
    const tensorMap = await mapFromText({ ...denseMatrix('FULLY_CONNECTED', [3, 10]), name: 'dense' }, lines);
    const about = 'a.tflite,0:1,dense,"2,4"';
    expect((await textOf(violationsCsv(tensorMap, 'a.tflite'))).trimEnd().split('\n')).toEqual([
      header,
      ...expected.flat().map((line) => `${about},${line}`),
    ]);
  });

  it('names the same blocks in a transposed view', async () => {
    const tensor = { ...denseMatrix('FULLY_CONNECTED', [3, 10]), name: 'dense' };
    const csv = async (view: string) => textOf(violationsCsv(await mapFromText(tensor, lines, parseView(view)), 'm'));
    expect(await csv('transposed')).toBe(await csv(''));
  });

  it('has only the header if all blocks conform', async () => {
    const tensorMap = await mapFromText(denseMatrix('FULLY_CONNECTED', [1, 4]), ['#..#']);
    expect(await textOf(violationsCsv(tensorMap, 'm'))).toBe(`${header}\n`);
  });

  it('escapes commas, quotes and formulas in names', async () => {
    const tensor = { ...denseMatrix('FULLY_CONNECTED', [1, 4]), name: '=1+"2",3' };
    const [, line] = (await textOf(violationsCsv(await mapFromText(tensor, ['####']), '@m'))).split('\n');
    expect(line).toBe(`'@m,0:1,"'=1+""2"",3","2,4",0,0,4,4,0 0`);
  });
});
