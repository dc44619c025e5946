import { describe, expect, it } from 'vitest';
import {
  axisTicks,
  magnitudeAxis,
  magnitudeBars,
  positionOf,
  thresholdAt,
  thresholdBeside,
} from '../../../src/ui/inspector/magnitudeAxis';
import type { MagnitudeHistogram } from '../../../src/views/magnitudeHistogram';

/** A histogram with a bin for each magnitude, and as many weights as `counts` says. */
function histogramWith(
  magnitudes: readonly number[],
  counts = magnitudes.map(() => 1),
  step?: number,
): MagnitudeHistogram {
  let sum = 0;
  const weights = Float64Array.from(counts, (count) => {
    sum += count;
    return sum;
  });
  const largest = Float64Array.from(magnitudes);
  const bins = { largest, above: largest.map((magnitude) => magnitude * 0.999), weights, energy: weights };
  return { ...{ weights: sum, zeros: 0, scaledToZero: 0, notFinite: 0, bins }, ...(step && { step }) };
}

const heights = (bars: readonly { readonly weights: number }[]) => bars.map(({ weights }) => weights);

describe('the bars', () => {
  it('count every weight once, on both axes', () => {
    const histogram = histogramWith([1e-9, 0.001, 0.0012, 0.3, 1], [5, 1, 2, 3, 4]);
    for (const isLog of [false, true]) {
      const axis = magnitudeAxis(histogram, isLog)!;
      const bars = magnitudeBars(histogram, axis);
      expect(bars).toHaveLength(64);
      expect(heights(bars).reduce((sum, count) => sum + count)).toBe(15);
      expect(bars[0]!.start).toBe(0);
      expect(bars.at(-1)!.end).toBe(1);
      for (let i = 1; i < bars.length; i++) expect(bars[i]!.start).toBe(bars[i - 1]!.end);
    }
  });

  it('have as many quantization steps each', () => {
    const steps = Array.from({ length: 127 }, (_, i) => i + 1);
    const histogram = histogramWith(
      steps.map((q) => q * 0.1),
      undefined,
      0.1,
    );
    expect(heights(magnitudeBars(histogram, magnitudeAxis(histogram, false)!))).toEqual([...Array(63).fill(2), 1]);
    const int4 = histogramWith([0.5, 1, 3.5], [2, 3, 4], 0.5);
    expect(heights(magnitudeBars(int4, magnitudeAxis(int4, false)!))).toEqual([2, 3, 0, 0, 0, 0, 4]);
  });

  it('have room for a single magnitude, and none without magnitudes', () => {
    const single = histogramWith([2]);
    expect(heights(magnitudeBars(single, magnitudeAxis(single, true)!)).at(-1)).toBe(1);
    expect(magnitudeAxis(histogramWith([]), false)).toBeUndefined();
  });
});

it('places ticks on round magnitudes in the axis', () => {
  expect(axisTicks({ isLog: false, from: 0, to: 0.37 })).toEqual([0, 0.1, 0.2, 0.3]);
  expect(axisTicks({ isLog: true, from: 3e-7, to: 0.4 })).toEqual([1e-5, 1e-3, 0.1]);
  expect(axisTicks({ isLog: true, from: 0.02, to: 5 })).toEqual([0.1, 1]);
});

describe('a threshold', () => {
  const { bins } = histogramWith([0.011, 0.022, 0.5, 1]);
  const axis = { isLog: false, from: 0, to: 1 };

  it('separates the magnitudes on both sides of a position, as a short number', () => {
    expect([-1, 0, 0.005, 0.012, 0.3, 0.7, 1, 2].map((position) => thresholdAt(bins, axis, position))).toEqual([
      undefined,
      undefined,
      undefined,
      0.02,
      0.03,
      0.5,
      1,
      1,
    ]);
  });

  it('moves by at least one magnitude', () => {
    expect(thresholdBeside(bins, axis, undefined, 0.01)).toBe(0.02);
    expect(thresholdBeside(bins, axis, 0.02, 0.01)).toBe(0.03);
    expect(thresholdBeside(bins, axis, 0.03, 0.5)).toBe(0.5);
    expect(thresholdBeside(bins, axis, 0.5, -0.01)).toBe(0.03);
    expect(thresholdBeside(bins, axis, 0.02, -0.01)).toBeUndefined();
    expect(thresholdBeside(bins, axis, undefined, -0.1)).toBeUndefined();
    expect(thresholdBeside(bins, axis, 1, 0.1)).toBe(1);
  });

  it('has its place on both axes', () => {
    expect(positionOf(axis, 0.25)).toBe(0.25);
    expect(positionOf({ isLog: true, from: 0.01, to: 1 }, 0.1)).toBeCloseTo(0.5);
    expect(positionOf({ isLog: true, from: 0.01, to: 1 }, 1e-9)).toBe(0);
  });
});
