import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceCounter, largestIndex } from '../../src/run/differences';

const bytes = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const output = { type: 'FLOAT32', shape: [1, 3] } as const;

function differencesOf(...examples: readonly (readonly [Uint8Array, Uint8Array])[]) {
  const counter = differenceCounter(output);
  for (const [before, after] of examples) counter.add(before, after);
  return counter.result();
}

describe('differences of an output', () => {
  it('are those over all examples', () => {
    const { largest, mean, relative, cosine, ...counts } = differencesOf(
      [bytes(1, 2, 3), bytes(1, 2, 5)],
      [bytes(0, 0, 4), bytes(4, 0, 0)],
    );
    expect(counts).toEqual({ values: 6, changed: 3, notFinite: 0, rows: 2, agreeing: 1 });
    expect([largest, mean]).toEqual([4, 10 / 6]);
    expect(relative).toBeCloseTo(Math.sqrt(36 / 30));
    expect(cosine).toBeCloseTo(20 / Math.sqrt(30 * 46));
  });

  it('leave out values that are not finite, and count those in one model only', () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    expect(differencesOf([bytes(nan, infinity, 1), bytes(nan, infinity, 2)])).toMatchObject({
      changed: 1,
      notFinite: 0,
      largest: 1,
      mean: 1,
    });
    expect(differencesOf([bytes(nan, infinity, 1), bytes(0, -infinity, 1)])).toMatchObject({
      changed: 2,
      notFinite: 2,
      largest: 0,
    });
    expect(differenceCounter(output).add(bytes(nan, 1, 1), bytes(0, 1, 1))).toBe(infinity);
    expect(differencesOf([bytes(nan, nan, nan), bytes(nan, nan, nan)])).toMatchObject({
      largest: undefined,
      mean: undefined,
      cosine: undefined,
    });
  });

  it('tell bits from values', () => {
    expect(differencesOf([bytes(0, 1, 2), bytes(-0, 1, 2)])).toMatchObject({ changed: 1, largest: 0 });
  });

  it('have neither cosine nor relative difference for zeros', () => {
    expect(differencesOf([bytes(0, 0, 0), bytes(0, 0, 1)])).toMatchObject({
      relative: undefined,
      cosine: undefined,
      largest: 1,
    });
  });

  it('count classes along the last dimension only', () => {
    const quantized = differenceCounter({ type: 'INT8', shape: [1, 2, 2] });
    expect(quantized.add(Uint8Array.of(1, 255, 0, 5), Uint8Array.of(1, 255, 5, 0))).toBe(5);
    expect(quantized.result()).toMatchObject({ values: 4, rows: 2, agreeing: 1, mean: 2.5 });
    const single = differenceCounter({ type: 'FLOAT32', shape: [2, 1] });
    single.add(bytes(1, 2), bytes(2, 1));
    expect(single.result().rows).toBe(0);
  });

  it('agree with plain loops', () => {
    const values = fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(values, values), { minLength: 1, maxLength: 5 }), (examples) => {
        const found = differencesOf(...examples.map(([a, b]) => [bytes(...a), bytes(...b)] as const));
        const all = examples.flatMap(([a, b]) =>
          a.map((value, index) => Math.abs(Math.fround(value) - Math.fround(b[index]!))),
        );
        expect(found.largest).toBe(Math.max(...all));
        expect(found.mean).toBeCloseTo(all.reduce((sum, value) => sum + value, 0) / all.length, 6);
      }),
    );
  });
});

describe('largestIndex', () => {
  it('is the first of the largest values, and never that of NaN', () => {
    expect(largestIndex([9, 1, 3, 3], 1, 3)).toBe(1);
    expect(largestIndex([Number.NaN, -1, Number.NaN], 0, 3)).toBe(1);
  });
});
