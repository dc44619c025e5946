import { axisBottom, scaleLinear, select } from 'd3';
import { useEffect, useRef } from 'react';
import { paletteOf } from '../heatmap/palette';
import { mostFarMarks } from '../heatmap/scene';
import { useApp } from './appContext';
import { useTheme } from './theme';

const width = 168;
const stops = [0, 0.25, 0.5, 0.75, 1];

/** Zero, non-zero, and the densities between them that a pixel of many weights has. */
export function Legend() {
  const palette = paletteOf(useTheme());
  const axis = useRef<SVGGElement>(null);
  const violations = useApp(({ map }) => (map.phase === 'ready' ? map.picture.violationCount : 0));

  useEffect(() => {
    const percentScale = scaleLinear().domain([0, 100]).range([0, width]);
    select(axis.current!).call(
      axisBottom(percentScale)
        .tickValues([0, 50, 100])
        .tickSize(4)
        .tickFormat((share) => `${share} %`),
    );
  }, []);

  return (
    <div className="legend">
      <span className="key">
        <i style={{ background: palette.zero }} data-legend="zero" /> zero
      </span>
      <span className="key">
        <i style={{ background: palette.nonzero }} data-legend="nonzero" /> non-zero
      </span>
      {violations > 0 && (
        <span className="key">
          <i style={{ border: `2px solid ${palette.violation}` }} /> violating block
          {violations > mostFarMarks && ': dots where they lie, outlined from near'}
        </span>
      )}
      <figure>
        <svg width={width + 40} height="30" viewBox={`-20 0 ${width + 40} 30`} aria-hidden="true">
          <defs>
            <linearGradient id="density">
              {stops.map((stop) => (
                <stop key={stop} offset={stop} stopColor={palette.densityColor(stop)} />
              ))}
            </linearGradient>
          </defs>
          <rect width={width} height="8" fill="url(#density)" />
          <g ref={axis} className="axis" transform="translate(0,8)" />
        </svg>
        <figcaption>non-zero weights of a pixel</figcaption>
      </figure>
    </div>
  );
}
