import { format } from 'd3';
import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react';
import { percent } from '../../sparsity/verdict';
import type { MagnitudeHistogram } from '../../views/magnitudeHistogram';
import { thresholdFigures } from '../../views/thresholdFigures';
import { useAppAtOnce, useAppValue } from '../shell/appContext';
import { magnitudeTexts } from '../texts/inspector';
import {
  axisTicks,
  type MagnitudeAxis,
  magnitudeBars,
  positionOf,
  thresholdAt,
  thresholdBeside,
} from './magnitudeAxis';

const formatTick = format('~g');
// Shares of the axis that a key moves the threshold by.
const keySteps: Readonly<Record<string, number>> = {
  ...{ ArrowRight: 0.01, ArrowUp: 0.01, ArrowLeft: -0.01, ArrowDown: -0.01 },
  ...{ PageUp: 0.1, PageDown: -0.1, Home: -1, End: 1 },
};

/** The bars of a histogram of magnitudes, and the threshold as a line that is dragged on them. */
export function MagnitudePlot(props: { histogram: MagnitudeHistogram; axis: MagnitudeAxis; isLogCounts: boolean }) {
  const { histogram, axis, isLogCounts } = props;
  return (
    <div className="magnitude-plot">
      <Bars histogram={histogram} axis={axis} isLogCounts={isLogCounts} />
      <ThresholdSlider histogram={histogram} axis={axis} />
      <div className="magnitude-ticks" aria-hidden="true">
        {axisTicks(axis).map((tick) => (
          <span key={tick} style={{ left: `${100 * positionOf(axis, tick)}%` }}>
            {formatTick(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The parts of the bars below the threshold have the color of a what-if. */
function Bars(props: { histogram: MagnitudeHistogram; axis: MagnitudeAxis; isLogCounts: boolean }) {
  const { histogram, axis, isLogCounts } = props;
  const threshold = useAppAtOnce((state) => state.threshold);
  const path = useMemo(() => barsPath(magnitudeBars(histogram, axis), isLogCounts), [histogram, axis, isLogCounts]);
  const at = threshold === undefined ? 0 : 100 * positionOf(axis, threshold);
  return (
    <svg
      className="magnitude-bars"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={magnitudeTexts.plot}
    >
      <path d={path} className="kept" style={{ clipPath: `inset(0 0 0 ${at}%)` }} />
      {threshold !== undefined && <path d={path} className="small" style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }} />}
    </svg>
  );
}

/** One path in units of 1 / 100 of the plot. A bar with weights is at least 1 high. */
function barsPath(bars: ReturnType<typeof magnitudeBars>, isLogCounts: boolean): string {
  const scaled = (weights: number) => (isLogCounts ? Math.log1p(weights) : weights);
  const highest = Math.max(...bars.map(({ weights }) => scaled(weights)));
  // A view box of one size for all bars, so that shares of the plot clip the path.
  const frame = 'M0 0H100V0ZM0 100H100V100Z';
  return bars.reduce((path, { start, end, weights }) => {
    if (weights === 0) return path;
    const height = Math.max(1, (100 * scaled(weights)) / highest);
    const gap = (end - start) * 12;
    return `${path}M${100 * start} 100V${100 - height}H${100 * end - gap}V100Z`;
  }, frame);
}

function ThresholdSlider({ histogram, axis }: { histogram: MagnitudeHistogram; axis: MagnitudeAxis }) {
  // At once, so that the line stays under the pointer.
  const threshold = useAppAtOnce((state) => state.threshold);
  const { store, actions } = useAppValue();
  const area = useRef<HTMLDivElement>(null);
  const { bins } = histogram;
  const share = percent(thresholdFigures(histogram, threshold).sparsity);
  const at = threshold === undefined ? 0 : positionOf(axis, threshold);

  function dragTo({ clientX }: PointerEvent): void {
    const { left, width } = area.current!.getBoundingClientRect();
    void actions.moveThreshold(thresholdAt(bins, axis, (clientX - left) / width));
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    dragTo(event);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = keySteps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    void actions.moveThreshold(thresholdBeside(bins, axis, store.getState().threshold, step));
  }

  return (
    // The whole plot can be pressed, so that the line need not be hit.
    <div
      className="threshold-area"
      ref={area}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) dragTo(event);
      }}
    >
      <div
        className="threshold-line"
        data-set={threshold !== undefined || undefined}
        style={{ left: `${100 * at}%` }}
        role="slider"
        tabIndex={0}
        aria-label={magnitudeTexts.slider}
        aria-valuemin={0}
        aria-valuemax={axis.to}
        aria-valuenow={threshold ?? 0}
        aria-valuetext={
          threshold === undefined
            ? magnitudeTexts.exactZeros(share)
            : magnitudeTexts.sliderValue(String(threshold), share)
        }
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
