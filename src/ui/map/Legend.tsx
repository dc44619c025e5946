import { axisBottom, scaleLinear, select } from 'd3';
import { useEffect, useId, useRef } from 'react';
import { type Coloring, isMagnitudeColoring } from '../../heatmap/coloring';
import { type Palette, paletteOf } from '../../heatmap/palette';
import { maxFarMarks } from '../../heatmap/scene';
import { blockSizeOf, isBlockPattern, type Pattern } from '../../sparsity/pattern';
import { mapMark } from '../../state/requirement';
import { ComparisonLegend } from '../compare/ComparisonLegend';
import { useApp } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { legendCaptions, legendTexts } from '../texts/map';
import { removedShown } from './colorsShown';
import { MagnitudeLegend } from './MagnitudeLegend';

const width = 168;
// Up to this number of weights per block, each count has a field of its own.
const maxFields = 64;

function weightsOfBlock(pattern: Pattern): number {
  const { rows, columns } = blockSizeOf(pattern);
  return rows * columns;
}

/** The legend of the map. */
export function Legend() {
  const coloring = useApp((state) => state.coloring);
  const pattern = useApp((state) => state.pattern);
  const own = useApp((state) => state.hostColors);
  const mark = useApp(mapMark);
  const palette = paletteOf(useTheme(), coloring, pattern, own, mark);
  const violations = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap.violationCount : 0));
  const isHatched = useApp(
    (state) => state.map.phase === 'ready' && removedShown(state, state.map.tensorMap) !== undefined,
  );
  const allowed = isBlockPattern(pattern) ? undefined : pattern.of - pattern.zeros;
  return (
    <div className="legend" data-coloring={coloring}>
      {coloring === 'nonzero' && (
        <>
          <span className="key">
            <i style={{ background: palette.zero }} data-legend="zero" /> {legendTexts.zero}
          </span>
          <span className="key">
            <i style={{ background: palette.nonzero }} data-legend="nonzero" /> {legendTexts.nonzero}
          </span>
        </>
      )}
      {isHatched && (
        <span className="key">
          <i style={{ background: hatchImage(palette) }} data-legend="pruned" /> {legendTexts.pruned}
        </span>
      )}
      {mark && violations > 0 && (
        <span className="key" data-mark={mark}>
          <i style={{ border: `2px solid ${palette.violation}` }} />{' '}
          {violations > maxFarMarks ? legendTexts.violationTint : legendTexts.violation}
        </span>
      )}
      {!mark && coloring === 'blocks' && allowed !== undefined && violations > 0 && (
        <span className="key">
          <i style={{ background: palette.densityColor(1) }} data-legend="over-limit" />{' '}
          {legendTexts.overLimit(allowed)}
        </span>
      )}
      {coloring === 'compare' ? (
        <ComparisonLegend />
      ) : isMagnitudeColoring(coloring) ? (
        <MagnitudeLegend />
      ) : (
        <figure>
          {coloring === 'blocks' && weightsOfBlock(pattern) <= maxFields ? (
            <CountScale palette={palette} pattern={pattern} />
          ) : (
            <ShareScale palette={palette} coloring={coloring} />
          )}
          <figcaption>{legendCaptions[coloring]}</figcaption>
        </figure>
      )}
    </div>
  );
}

function hatchImage({ hatch: { stripe, between } }: Palette): string {
  return `repeating-linear-gradient(135deg, ${stripe} 0 2px, ${between} 2px 4px)`;
}

/** The color scale of the map, in percent. */
function ShareScale({ palette, coloring }: { palette: Palette; coloring: Coloring }) {
  const axis = useRef<SVGGElement>(null);
  const gradient = useId();
  const stops = coloring === 'nonzero' ? [0, 0.25, 0.5, 0.75, 1] : Array.from({ length: 17 }, (_, i) => i / 16);

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
    <svg width={width + 40} height="30" viewBox={`-20 0 ${width + 40} 30`} aria-hidden="true">
      <defs>
        <linearGradient id={gradient}>
          {stops.map((stop) => (
            <stop key={stop} offset={stop} stopColor={palette.densityColor(stop)} />
          ))}
        </linearGradient>
      </defs>
      <rect width={width} height="8" fill={`url(#${gradient})`} />
      <g ref={axis} className="axis" transform="translate(0,8)" />
    </svg>
  );
}

/** A field for each number of non-zeros that a block can have. */
function CountScale({ palette, pattern }: { palette: Palette; pattern: Pattern }) {
  const of = weightsOfBlock(pattern);
  const axis = useRef<SVGGElement>(null);
  const field = width / (of + 1);

  useEffect(() => {
    const counts = scaleLinear()
      .domain([-0.5, of + 0.5])
      .range([0, width]);
    const ticks = counts.ticks(Math.min(of + 1, 8)).filter(Number.isInteger);
    select(axis.current!).call(
      axisBottom(counts)
        .tickValues(ticks)
        .tickSize(4)
        .tickFormat((count) => String(count)),
    );
  }, [of]);

  return (
    <svg width={width + 40} height="30" viewBox={`-20 0 ${width + 40} 30`} aria-hidden="true">
      {Array.from({ length: of + 1 }, (_, count) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the count
          key={count}
          data-legend={`count-${count}`}
          x={count * field}
          width={field + 0.5}
          height="8"
          fill={palette.densityColor(count / of)}
        />
      ))}
      <g ref={axis} className="axis" transform="translate(0,8)" />
    </svg>
  );
}
