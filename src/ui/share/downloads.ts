import { maskCsv, maxCsvWeights, violationsCsv } from '../../exports/csv';
import { figureOf } from '../../exports/figure';
import { figureSvg } from '../../exports/figureSvg';
import { reviewHtml } from '../../exports/reviewFile';
import { isMagnitudeColoring } from '../../heatmap/coloring';
import type { Theme } from '../../heatmap/palette';
import { clippedWindow, completeWindow } from '../../heatmap/viewport';
import { encodeLink, type LinkState } from '../../link/link';
import { pageBase } from '../../link/linkBase';
import { cancelable, ModelError, throwIfCancelled } from '../../modelError';
import { patternText } from '../../sparsity/pattern';
import { requiresPattern } from '../../state/requirement';
import { linkOf } from '../../state/stateLink';
import type { AppState } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { isSameMatrix } from '../../views/tensorMap';
import { lazy } from '../shell/lazy';
import { downloadProblems, downloadTexts } from '../texts/downloads';

export const downloadKinds = ['PNG', 'SVG', 'CSV mask', 'CSV violations', 'JSON report', 'Review file'] as const;

/** Those that a model without weight tensors has too. */
export const kindsWithoutMap: ReadonlySet<DownloadKind> = new Set(['JSON report', 'Review file']);

export type DownloadKind = (typeof downloadKinds)[number];

/** A file to save, and a remark to show with it. */
export type Download = { readonly name: string; readonly content: Blob; readonly remark?: string };

export type DownloadOptions = {
  readonly theme: Theme;
  /** Pixels of a PNG per CSS pixel of the figure. */
  readonly pixelRatio: number;
};

/**
 * Creates a file of what is on screen.
 * @param onProgress takes a share, 0 to 1
 * @throws ModelError `not-found` without a map, `too-large` for a CSV or PNG, `network` without the viewer, or what reading weights throws
 */
export async function downloadOf(
  kind: DownloadKind,
  state: AppState,
  { theme, pixelRatio }: DownloadOptions,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Download> {
  const { model, map, window, coloring, pattern } = state;
  const base = fileNameBase(model!.contents.name);
  if (kind === 'JSON report') {
    const report = await model!.reportOn(pattern, signal, onProgress);
    return { name: `${base}.report.json`, content: new Blob([`${JSON.stringify(report, null, 2)}\n`], json) };
  }
  if (kind === 'Review file') {
    const viewer = await cancelable(viewerScript.load(), signal);
    const review = await model!.reviewOf!(pattern, signal, onProgress);
    const parts = await reviewHtml(review, encodeLink(linkInReview(state)), viewer);
    return { name: `${base}.review.html`, content: new Blob(parts, { type: 'text/html' }) };
  }
  if (map.phase !== 'ready') throw new ModelError('not-found', downloadProblems.noMap);
  const { tensorMap } = map;
  const { view, tensor } = tensorMap;
  const whole = completeWindow(view);
  const shown = window ? clippedWindow(window, view) : whole;
  const tensorBase = `${base}.${tensorKey(tensor).replace(':', '-')}`;
  const { rowStart, rowEnd, columnStart, columnEnd } = shown;
  const part = window ? `.rows-${rowStart}-${rowEnd}.columns-${columnStart}-${columnEnd}` : '';
  if (kind === 'CSV violations') {
    const count = Math.max(1, tensorMap.violationCount);
    const lines = violationsCsv(tensorMap, model!.contents.name);
    const content = await collected(lines, (line) => line.split('\n').length / count, signal, onProgress);
    return { name: `${tensorBase}.violations-${patternText(pattern)}.csv`, content };
  }
  if (kind === 'CSV mask') {
    const tooMany = view.rowCount * view.columnCount > maxCsvWeights;
    const exported = tooMany ? shown : whole;
    const weights = (exported.rowEnd - exported.rowStart) * (exported.columnEnd - exported.columnStart);
    if (weights > maxCsvWeights) {
      throw new ModelError('too-large', downloadProblems.tooLargeCsv);
    }
    const text = maskCsv(tensorMap, exported);
    const content = await collected(text, (bytes) => bytes.length / (2 * weights), signal, onProgress);
    return {
      name: `${tensorBase}${tooMany ? part : ''}.mask.csv`,
      content,
      ...(tooMany && { remark: downloadTexts.windowOnly }),
    };
  }
  const sha256 = state.hash?.phase === 'done' ? state.hash.sha256 : undefined;
  const magnitudes = isMagnitudeColoring(coloring)
    ? await model!.magnitudesOf(tensor, view, signal, onProgress)
    : undefined;
  const other = state.comparison?.shown;
  const compared = other && isSameMatrix(tensorMap, other.tensorMap) ? other.compared : undefined;
  const comparedWith = state.comparison?.model.contents.name;
  const source = { modelName: model!.contents.name, sha256, threshold: state.threshold, comparedWith };
  const svg = figureSvg(
    figureOf(tensorMap, source, { window, coloring, magnitudes, compared, theme, required: requiresPattern(state) }),
  );
  if (kind === 'SVG') return { name: `${tensorBase}${part}.svg`, content: svgBlob(svg) };
  return { name: `${tensorBase}${part}.png`, content: await pngOf(svg, pixelRatio) };
}

/** Name of a model for the name of a file. Names in bundles are untrusted: they can have folders and drive letters. */
function fileNameBase(name: string): string {
  return name.replace(/^.*[/\\:]/s, '').replace(/\.tflite$/, '');
}

/** The link without the model, which is the review file itself. */
function linkInReview(state: AppState): LinkState {
  const {
    model: _model,
    name: _name,
    size: _size,
    sha256: _hash,
    compare: _compare,
    member: _member,
    ...link
  } = linkOf(state);
  const { color, threshold: _threshold, ...place } = link;
  // The file holds no values of weights and no second model.
  return { ...place, color: color === 'compare' || isMagnitudeColoring(color) ? 'nonzero' : color };
}

/** The script that shows a review file. It is one of the files of the page. */
const viewerScript = lazy(async () => {
  const response = await fetch(new URL('review-viewer.js', pageBase())).catch(() => undefined);
  const text = response?.ok ? await response.text().catch(() => undefined) : undefined;
  if (text !== undefined) return text;
  throw new ModelError('network', downloadProblems.noViewer);
});

const json = { type: 'application/json' };
// The longest time without a turn for the page, ms.
const turnLength = 12;

/** Joins pieces of text to a file. Yields regularly so that the page stays responsive and cancellation is processed. */
async function collected<Piece extends BlobPart>(
  pieces: Iterable<Piece>,
  shareOf: (piece: Piece) => number,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Blob> {
  const parts: Piece[] = [];
  let share = 0;
  let turnAt = performance.now();
  for (const piece of pieces) {
    parts.push(piece);
    share += shareOf(piece);
    if (performance.now() - turnAt < turnLength) continue;
    onProgress(Math.min(1, share));
    await new Promise((resolve) => setTimeout(resolve));
    throwIfCancelled(signal);
    turnAt = performance.now();
  }
  return new Blob(parts, { type: 'text/csv' });
}

function svgBlob(svg: string): Blob {
  return new Blob([svg], { type: 'image/svg+xml' });
}

/** Renders an SVG to a PNG. */
async function pngOf(svg: string, pixelRatio: number): Promise<Blob> {
  const address = URL.createObjectURL(svgBlob(svg));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * pixelRatio;
    canvas.height = image.naturalHeight * pixelRatio;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!png) throw new ModelError('too-large', downloadProblems.tooLargePng);
    return png;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Saves a file to the folder of downloads. */
export function save({ name, content }: Download): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the content later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
