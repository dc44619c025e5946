import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import type { ZerosPattern } from '../../src/sparsity/pattern';
import { conforms } from '../../src/sparsity/summary';
import { maskFromText, maskText } from '../support/matrices';

const twoOfFour = { zeros: 2, of: 4 };

function summaryOf(lines: string[], pattern: ZerosPattern = twoOfFour) {
  return summaryOnCpu(maskFromText(lines), pattern);
}

/** The summary by a plain loop over the weights. */
function formatCount(lines: readonly string[], { zeros, of }: ZerosPattern) {
  const nonzeros = (text: string) => [...text].filter((mark) => mark === '#').length;
  const blocks = lines.map((line) => line.match(new RegExp(`.{1,${of}}`, 'g')) ?? []);
  return {
    rowNonzeros: lines.map(nonzeros),
    violations: blocks.map((row) => row.map((block) => (nonzeros(block) > of - zeros ? '#' : '.')).join('')),
  };
}

describe('the summary of a mask', () => {
  it('counts non-zeros of rows and conforming blocks', () => {
    const summary = summaryOf(['##..#..#', '###....#']);
    expect([...summary.rowNonzeros]).toEqual([4, 4]);
    expect(summary).toMatchObject({ nonzeros: 8, blocks: 4, conformingBlocks: 3 });
    expect(maskText(summary.violations)).toEqual(['..', '#.']);
    expect(conforms(summary)).toBe(false);
  });

  it('pads a short last block with zeros', () => {
    expect(maskText(summaryOf(['....##', '....#.']).violations)).toEqual(['..', '..']);
    expect(maskText(summaryOf(['....###']).violations)).toEqual(['.#']);
  });

  it('restarts blocks in each row', () => {
    // In one line, `##` and `##` would be a block.
    const summary = summaryOf(['....##', '##....']);
    expect(summary).toMatchObject({ blocks: 4, conformingBlocks: 4 });
  });

  it('accepts zeros anywhere in a block, but not those of the next block', () => {
    const all = Array.from({ length: 16 }, (_, bits) =>
      [...bits.toString(2).padStart(4, '0')].map((bit) => (bit === '1' ? '#' : '.')).join(''),
    );
    const violating = all.filter((block) => summaryOf([block]).conformingBlocks === 0);
    expect(violating).toEqual(['.###', '#.##', '##.#', '###.', '####']);
    expect(summaryOf(['###.....']).conformingBlocks).toBe(1);
  });

  it('has no blocks without weights, and conforms', () => {
    const summary = summaryOf([]);
    expect(summary).toMatchObject({ nonzeros: 0, blocks: 0, conformingBlocks: 0 });
    expect(conforms(summary)).toBe(true);
  });

  it.each<[ZerosPattern, string, string]>([
    [{ zeros: 1, of: 2 }, '#.##.#', '.#.'],
    [{ zeros: 1, of: 4 }, '###.####', '.#'],
    [{ zeros: 4, of: 8 }, '####....#####...', '.#'],
    [{ zeros: 3, of: 5 }, '##...###..', '.#'],
  ])('knows the pattern %j', (pattern, row, violations) => {
    expect(maskText(summaryOf([row], pattern).violations)).toEqual([violations]);
  });

  it('equals a plain loop for all block sizes up to 64', () => {
    const line = (width: number) => fc.string({ unit: fc.constantFrom('#', '.'), minLength: width, maxLength: width });
    const lines = fc
      .integer({ min: 1, max: 200 })
      .chain((width) => fc.array(line(width), { minLength: 1, maxLength: 4 }));
    const pattern = fc
      .integer({ min: 2, max: 64 })
      .chain((of) => fc.record({ zeros: fc.integer({ min: 1, max: of - 1 }), of: fc.constant(of) }));
    const property = fc.property(lines, pattern, (mask, pattern) => {
      const summary = summaryOf(mask, pattern);
      const expected = formatCount(mask, pattern);
      expect([...summary.rowNonzeros]).toEqual(expected.rowNonzeros);
      expect(maskText(summary.violations)).toEqual(expected.violations);
      const violating = expected.violations.join('').split('#').length - 1;
      expect(summary.blocks - summary.conformingBlocks).toBe(violating);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
