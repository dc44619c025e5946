import type { Theme } from '../heatmap/palette';
import { short } from '../heatmap/pixelPaths';
import { escapeMarkup } from './escapeMarkup';
import type { Figure, LegendKey } from './figure';

// CSS pixels around the map. All lengths below are in CSS pixels too.
const margin = { left: 92, right: 28, top: 62, bottom: 20 };
const edge = 2;
const lineHeight = 18;
const minWidth = 620;
// Average width of a character of 12 pixels. Used to break lines, because text cannot be measured without a font.
const characterWidth = 6.4;

const inks: Readonly<Record<Theme, { readonly paper: string; readonly text: string; readonly quiet: string }>> = {
  light: { paper: '#ffffff', text: '#1c2733', quiet: '#5b6875' },
  dark: { paper: '#141b24', text: '#e6ebf1', quiet: '#9aa7b5' },
};

/**
 * Renders a figure as a self-contained SVG document of shapes and text, without scripts, styles or images.
 * @param font font families, in order of preference
 */
export function figureSvg(figure: Figure, font = 'Inter, system-ui, sans-serif'): string {
  const { size: map, theme, palette, legend } = figure;
  const ink = inks[theme];
  const width = Math.ceil(Math.max(minWidth, margin.left + map.width + margin.right));
  const lines = figure.caption.flatMap((line) =>
    wrappedLines(line, Math.floor((width - margin.left - margin.right) / characterWidth)),
  );
  const legendTop = margin.top + map.height + 28;
  const keys = placedKeys(legend, width - margin.left - margin.right);
  const captionTop = legendTop + (keys.at(-1)?.line ?? 0) * lineHeight + 28;
  const height = Math.ceil(captionTop + lines.length * lineHeight + margin.bottom);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeMarkup(font)}" font-size="12">`,
    `<title>${escapeMarkup(figure.caption[0])}</title>`,
    `<desc>${escapeMarkup(figure.caption.slice(1).join('; '))}</desc>`,
    `<rect width="${width}" height="${height}" fill="${ink.paper}"/>`,
    `<svg x="${margin.left}" y="${margin.top}" width="${short(map.width)}" height="${short(map.height)}">`,
    '<g id="map" shape-rendering="crispEdges">',
    ...figure.paths.map(({ color, d }) => `<path fill="${color}" d="${d}"/>`),
    '</g>',
    separationLines(figure),
    gaps(figure, ink.paper),
    '</svg>',
    // Clips marks of blocks outside the window, but not the marks at its edge.
    `<svg x="${margin.left - edge}" y="${margin.top - edge}" width="${short(map.width + 2 * edge)}" height="${short(map.height + 2 * edge)}"><g transform="translate(${edge} ${edge})">`,
    marks(figure),
    '</g></svg>',
    `<g fill="${ink.text}" stroke="none" transform="translate(${margin.left} ${margin.top})">`,
    ...axes(figure, ink.quiet),
    '</g>',
    ...legendKeys(keys, legendTop, ink.text, palette.separation),
    ...lines.map(
      (line, i) =>
        `<text x="${margin.left}" y="${short(captionTop + (i + 0.5) * lineHeight)}" fill="${i === 0 ? ink.text : ink.quiet}">${escapeMarkup(line)}</text>`,
    ),
    '</svg>',
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}

function separationLines({ scene: { separation }, size, palette }: Figure): string {
  if (separation.width === 0) return '';
  const d = [
    ...separation.verticals.map((x) => `M${short(x)} 0V${short(size.height)}`),
    ...separation.horizontals.map((y) => `M0 ${short(y)}H${short(size.width)}`),
  ].join('');
  return `<path id="separation" fill="none" stroke="${escapeMarkup(palette.separation)}" stroke-width="${separation.width}" d="${d}"/>`;
}

/** Covers the lines between blocks, which cross the gaps. */
function gaps({ scene }: Figure, paper: string): string {
  if (scene.separation.width === 0 || scene.gaps.length === 0) return '';
  const d = scene.gaps.map(
    ({ x, y, width, height }) => `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`,
  );
  return `<path fill="${paper}" d="${d.join('')}"/>`;
}

function marks({ scene, palette }: Figure): string {
  const outlines = scene.violations.map(
    ({ x, y, width, height }) =>
      `<rect class="violation" x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"/>`,
  );
  if (outlines.length === 0) return '';
  return `<g fill="none" stroke="${palette.violation}" stroke-width="2">${outlines.join('')}</g>`;
}

function axes({ rows, columns, size }: Figure, quiet: string): string[] {
  return [
    `<path fill="none" stroke="${quiet}" d="${columns.ticks.map(({ at }) => `M${short(at)} -2v-4`).join('')}${rows.ticks.map(({ at }) => `M-2 ${short(at)}h-4`).join('')}"/>`,
    ...columns.ticks.map(({ at, text }) => `<text x="${short(at)}" y="-10" text-anchor="middle">${text}</text>`),
    ...rows.ticks.map(({ at, text }) => `<text x="-10" y="${short(at + 4)}" text-anchor="end">${text}</text>`),
    `<text x="0" y="-34" fill="${quiet}">${escapeMarkup(columns.name)} →</text>`,
    `<text transform="translate(-66 ${short(Math.max(size.height, 60))}) rotate(-90)" fill="${quiet}">← ${escapeMarkup(rows.name)}</text>`,
  ];
}

type PlacedKey = LegendKey & { readonly x: number; readonly line: number };

/** Keys side by side, wrapped into lines. */
function placedKeys(keys: readonly LegendKey[], width: number): PlacedKey[] {
  let [x, line] = [0, 0];
  return keys.map((key) => {
    const length = 18 + key.text.length * characterWidth;
    if (x > 0 && x + length > width) [x, line] = [0, line + 1];
    const placed = { ...key, x, line };
    x += length + 18;
    return placed;
  });
}

function legendKeys(keys: readonly PlacedKey[], top: number, text: string, border: string): string[] {
  return keys.map(({ text: label, color, outline, ...place }) => {
    const paint = outline
      ? `fill="none" stroke="${color}" stroke-width="2"`
      : `fill="${color}" stroke="${escapeMarkup(border)}"`;
    const [x, y] = [margin.left + place.x, top + place.line * lineHeight];
    return `<rect x="${short(x)}" y="${short(y - 10)}" width="12" height="12" ${paint}/><text x="${short(x + 18)}" y="${short(y)}" fill="${text}">${escapeMarkup(label)}</text>`;
  });
}

/** Wraps a line at spaces. Longer words, such as hashes, are split. */
function wrappedLines(line: string, maxLength: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > maxLength) {
    const space = rest.lastIndexOf(' ', maxLength);
    const cut = space > maxLength / 2 ? space : maxLength;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}
