import { axisBottom, format, scaleLinear, select } from 'd3';
import { useEffect, useId, useRef } from 'react';
import type { ColoredMagnitudes } from '../../heatmap/magnitudeColors';
import { useApp } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { legendTexts } from '../texts/map';
import { magnitudesShown } from './colorsShown';

const width = 220;
const stops = Array.from({ length: 17 }, (_, i) => i / 16);
const significant = format('.2~g');

/** The legend of magnitudes. Zero has a color outside the scale. */
export function MagnitudeLegend() {
  const theme = useTheme();
  const tensorMap = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap : undefined));
  const state = useApp(({ magnitudes }) => magnitudes);
  const coloring = useApp((all) => all.coloring);
  const colored = tensorMap && magnitudesShown({ coloring, magnitudes: state }, tensorMap, theme);
  if (!colored) {
    const text =
      state?.phase === 'failed'
        ? legendTexts.magnitudeFailed(state.message)
        : legendTexts.magnitudeLoading(state?.phase === 'loading' ? state.share : 0);
    return (
      <figure role="status">
        <figcaption>{text}</figcaption>
      </figure>
    );
  }
  return (
    <>
      <span className="key">
        <i style={{ background: colored.colorOf(0) }} data-legend="magnitude-zero" /> {legendTexts.zero}
      </span>
      <figure>
        <MagnitudeScale colored={colored} />
        <figcaption>{legendTexts.magnitude(colored.coloring === 'quantile')}</figcaption>
      </figure>
    </>
  );
}

function MagnitudeScale({ colored }: { colored: ColoredMagnitudes }) {
  const axis = useRef<SVGGElement>(null);
  const gradient = useId();

  useEffect(() => {
    select(axis.current!).call(
      axisBottom(scaleLinear().domain([0, 1]).range([0, width]))
        .tickValues([0, 0.25, 0.5, 0.75, 1])
        .tickSize(4)
        .tickFormat((share) => significant(colored.magnitudeAt(Number(share)))),
    );
  }, [colored]);

  return (
    <svg width={width + 40} height="30" viewBox={`-20 0 ${width + 40} 30`} aria-hidden="true">
      <defs>
        <linearGradient id={gradient}>
          {stops.map((stop) => (
            <stop key={stop} offset={stop} stopColor={colored.colorAt(stop)} />
          ))}
        </linearGradient>
      </defs>
      <rect
        width={width}
        height="8"
        fill={`url(#${gradient})`}
        data-legend="magnitude"
        data-largest={colored.largest}
      />
      <g ref={axis} className="axis" transform="translate(0,8)" />
    </svg>
  );
}
