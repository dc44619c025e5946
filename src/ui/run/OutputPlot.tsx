import { extent, format, scaleBand, scaleLinear } from 'd3';
import { useMemo } from 'react';
import type { ComparedOutput } from '../../run/runBoth';
import { runTexts } from '../texts/run';

const formatTick = format('.3~g');
// More values are points, by their value in A and in B.
const maxBars = 32;

/** The values of an output in both models, for the example that differs most: as bars by index, or as points for many values. */
export function OutputPlot({ output: { name, shown, differences } }: { output: ComparedOutput }) {
  const { example, before, after } = shown;
  const isBars = before.length <= maxBars;
  const range = useMemo(() => finiteExtent(before, after), [before, after]);
  if (!range) return null;
  const Plot = isBars ? Bars : Points;
  return (
    <figure className="output-plot">
      <div className="output-area">
        <Plot label={runTexts.plot(name, example)} before={before} after={after} range={range} />
        <div className="output-ticks" aria-hidden="true">
          <span>{formatTick(range[1])}</span>
          <span>{formatTick(range[0])}</span>
        </div>
      </div>
      <figcaption className="quiet">
        {differences.changed > 0 ? runTexts.shown(example) : runTexts.shownEqual(example)}.{' '}
        {isBars ? runTexts.plotBars : runTexts.plotScatter}.
        {isBars && (
          <>
            {' '}
            <span className="output-key before">{runTexts.before}</span>{' '}
            <span className="output-key after">{runTexts.after}</span>
          </>
        )}
      </figcaption>
    </figure>
  );
}

type PlotProps = {
  readonly label: string;
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly range: readonly [number, number];
};

function Bars({ label, before, after, range }: PlotProps) {
  const [low, high] = [Math.min(0, range[0]), Math.max(0, range[1])];
  const y = scaleLinear().domain([low, high]).range([100, 0]);
  const x = scaleBand<number>()
    .domain([...before.keys()])
    .range([0, 100])
    .paddingInner(0.25);
  const width = x.bandwidth() / 2;
  const bar = (value: number, left: number) =>
    Number.isFinite(value) ? `M${left} ${y(0)}V${y(value)}h${width}V${y(0)}Z` : '';
  const path = (values: Float64Array, shift: number) =>
    [...values].map((value, index) => bar(value, x(index)! + shift)).join('');
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={label}>
      <path className="before" d={path(before, 0)} />
      <path className="after" d={path(after, width)} />
      <line x1={0} x2={100} y1={y(0)} y2={y(0)} />
    </svg>
  );
}

function Points({ label, before, after, range }: PlotProps) {
  const x = scaleLinear().domain(range).range([0, 100]);
  // A line of no length with round caps is a dot of the width of the stroke, which the aspect of the view box does not change.
  const dots = [...before].map((value, index) => {
    const other = after[index]!;
    return Number.isFinite(value) && Number.isFinite(other) ? `M${x(value)} ${100 - x(other)}h0` : '';
  });
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={label}>
      <line x1={0} y1={100} x2={100} y2={0} />
      <path className="points" d={dots.join('')} />
    </svg>
  );
}

/** @returns undefined if no value is finite; a range of more than nothing */
function finiteExtent(before: Float64Array, after: Float64Array): readonly [number, number] | undefined {
  const [low, high] = extent([...before, ...after].filter(Number.isFinite));
  if (low === undefined || high === undefined) return undefined;
  return low < high ? [low, high] : [low - 1, high + 1];
}
