import { ticks } from 'd3';
import type { MagnitudeBins } from '../../sparsity/magnitudeCounter';
import type { MagnitudeHistogram } from '../../views/magnitudeHistogram';
import { binsUpTo, exactThreshold } from '../../views/thresholdFigures';

/** An axis of magnitudes. Positions are 0 at its left end and 1 at its right end. */
export type MagnitudeAxis = {
  readonly isLog: boolean;
  /** The magnitude at the left end: 0 for a linear axis. */
  readonly from: number;
  readonly to: number;
};

export type MagnitudeBar = {
  /** Positions on the axis. */
  readonly start: number;
  readonly end: number;
  /** Number of weights. */
  readonly weights: number;
};

const maxBars = 64;
// Of a logarithmic axis: about six decades. Smaller magnitudes are in the first bar.
const maxRatio = 2 ** 20;

/** The axis for all magnitudes of a histogram; undefined if there are none. */
export function magnitudeAxis({ bins }: MagnitudeHistogram, isLog: boolean): MagnitudeAxis | undefined {
  const to = bins.largest.at(-1);
  if (to === undefined) return undefined;
  if (!isLog) return { isLog, from: 0, to };
  // A single magnitude needs room too.
  return { isLog, from: Math.min(to / 2, Math.max(bins.above[0]!, to / maxRatio)), to };
}

export function positionOf({ isLog, from, to }: MagnitudeAxis, magnitude: number): number {
  const position = isLog ? Math.log(magnitude / from) / Math.log(to / from) : magnitude / to;
  return Math.min(1, Math.max(0, position));
}

function magnitudeAt({ isLog, from, to }: MagnitudeAxis, position: number): number {
  return isLog ? from * (to / from) ** position : to * position;
}

/** The bars of the histogram. On a linear axis of a tensor with one scale, each bar has the same number of quantization steps. */
export function magnitudeBars({ bins, step }: MagnitudeHistogram, axis: MagnitudeAxis): MagnitudeBar[] {
  const edges = barEdges(axis, step);
  const upTo = edges.map((edge) => bins.weights[binsUpTo(bins, edge) - 1] ?? 0);
  return edges.slice(1).map((edge, i) => ({
    start: positionOf(axis, edges[i]!),
    end: positionOf(axis, edge),
    weights: upTo[i + 1]! - (i === 0 ? 0 : upTo[i]!),
  }));
}

function barEdges(axis: MagnitudeAxis, step: number | undefined): number[] {
  const { isLog, to } = axis;
  if (isLog || step === undefined) {
    return Array.from({ length: maxBars + 1 }, (_, i) => (i === maxBars ? to : magnitudeAt(axis, i / maxBars)));
  }
  const steps = Math.round(to / step);
  const perBar = Math.ceil(steps / maxBars);
  return Array.from({ length: Math.ceil(steps / perBar) + 1 }, (_, i) => step * (i * perBar));
}

/** Magnitudes to write below the axis. */
export function axisTicks({ isLog, from, to }: MagnitudeAxis): number[] {
  if (!isLog) return ticks(0, to, 4);
  const [least, most] = [Math.ceil(Math.log10(from)), Math.floor(Math.log10(to))];
  const every = Math.max(1, Math.ceil((most - least + 1) / 4));
  const powers: number[] = [];
  for (let power = most; power >= least; power -= every) powers.unshift(Number(`1e${power}`));
  return powers;
}

/** The threshold at a position of the axis, which figures are exact for; undefined: exact zeros only. */
export function thresholdAt(bins: MagnitudeBins, axis: MagnitudeAxis, position: number): number | undefined {
  if (position <= 0) return undefined;
  return exactThreshold(bins, position >= 1 ? bins.largest.length : binsUpTo(bins, magnitudeAt(axis, position)));
}

/** The threshold at a distance of `by` on the axis, and at least one magnitude. @param by negative: smaller */
export function thresholdBeside(
  bins: MagnitudeBins,
  axis: MagnitudeAxis,
  threshold: number | undefined,
  by: number,
): number | undefined {
  const count = binsUpTo(bins, threshold ?? 0);
  const position = (threshold === undefined ? 0 : positionOf(axis, threshold)) + by;
  const target = position <= 0 ? 0 : position >= 1 ? bins.largest.length : binsUpTo(bins, magnitudeAt(axis, position));
  const next = by > 0 ? Math.max(count + 1, target) : Math.min(count - 1, target);
  return exactThreshold(bins, Math.min(bins.largest.length, Math.max(0, next)));
}
