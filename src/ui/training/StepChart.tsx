import { line, scaleLinear } from 'd3';

type StepChartProps = {
  readonly label: string;
  /** One per step. */
  readonly values: readonly number[];
  /** Of the complete training. */
  readonly steps: number;
  /** The end of the axis, which starts at 0. */
  readonly max: number;
  format(value: number): string;
};

const size = { width: 320, height: 96 };

/** A value of each step as a line, with the latest as text. */
export function StepChart({ label, values, steps, max, format }: StepChartProps) {
  const x = scaleLinear([1, Math.max(2, steps)], [0, size.width]);
  const y = scaleLinear([0, max], [size.height, 0]).clamp(true);
  const path = line<number>(
    (_, i) => x(i + 1),
    (value) => y(value),
  );
  const latest = values.at(-1);
  return (
    <figure className="training-chart">
      <figcaption>
        {label}: <span className="figure">{latest === undefined ? '–' : format(latest)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={path(values) ?? undefined} vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}
