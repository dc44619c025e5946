import { nonZerosIn } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf, isBlockPattern, patternText } from '../sparsity/pattern';
import { tensorKey } from '../tflite/weights/weightTensor';
import { blockInView, violationsInView } from '../views/blocksInView';
import { type MatrixView, tensorIndex } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';

/** A matrix with more weights than this is exported by windows. */
export const maxCsvWeights = 64e6;

// Weights, or lines of blocks, of a piece: a few milliseconds of work.
const pieceWeights = 1 << 20;
const [zero, one, comma, newline] = [...'01,\n'].map((sign) => sign.charCodeAt(0));

/** The mask as it is drawn, in pieces: a row a line, 0 and 1 separated by commas, no header. */
export function* maskCsv({ pyramid }: TensorMap, window: MatrixWindow): Generator<Uint8Array<ArrayBuffer>> {
  const { rowStart, rowEnd, columnStart, columnEnd } = window;
  const { words, wordsPerRow } = pyramid.mask;
  const columns = columnEnd - columnStart;
  const rowsAtOnce = Math.max(1, Math.floor(pieceWeights / Math.max(1, columns)));
  for (let first = rowStart; first < rowEnd && columns > 0; first += rowsAtOnce) {
    const end = Math.min(rowEnd, first + rowsAtOnce);
    const text = new Uint8Array((end - first) * columns * 2);
    let at = 0;
    for (let row = first; row < end; row++) {
      for (let column = columnStart; column < columnEnd; column++) {
        const bit = (words[row * wordsPerRow + (column >>> 5)] >>> (column & 31)) & 1;
        text[at++] = bit === 1 ? one : zero;
        text[at++] = comma;
      }
      text[at - 1] = newline;
    }
    yield text;
  }
}

/**
 * The violating blocks that the view shows, in pieces: a line each, with what they are of, so that several files can be put together. Rows and
 * columns are those of the weight matrix, whatever the view.
 */
export function* violationsCsv(tensorMap: TensorMap, modelName: string): Generator<string> {
  const { tensor, view, summary } = tensorMap;
  yield 'model,tensor,name,pattern,row,column_start,column_end,nonzeros,index\n';
  if (isBlockPattern(summary.pattern)) return;
  const { of } = summary.pattern;
  const about = [modelName, tensorKey(tensor), tensor.name, patternText(summary.pattern)].map(quoted).join(',');
  const lineCount = view.lines.count;
  const linesAtOnce = Math.max(1, Math.floor((pieceWeights / Math.max(1, view.lines.length)) * of));
  for (let line = 0; line < lineCount; line += linesAtOnce) {
    const places =
      violationsInView(view, summary.violations, of, cellsOfLines(view, line, linesAtOnce), Infinity) ?? [];
    const lines = places.map((place) => {
      const { rowLength } = view.lines;
      const start = place.block * of;
      const end = Math.min(start + of, rowLength);
      const index = tensorIndex(tensor.shape, place.row * rowLength + start).join(' ');
      return `${about},${place.row},${start},${end},${nonzerosOf(tensorMap, place)},${index}\n`;
    });
    if (lines.length > 0) yield lines.join('');
  }
}

function cellsOfLines({ lines, transposed }: MatrixView, first: number, count: number): MatrixWindow {
  const end = Math.min(lines.count, first + count);
  return transposed
    ? { rowStart: 0, rowEnd: lines.length, columnStart: first, columnEnd: end }
    : { rowStart: first, rowEnd: end, columnStart: 0, columnEnd: lines.length };
}

function nonzerosOf({ view, summary, pyramid: { mask } }: TensorMap, place: { row: number; block: number }): number {
  const cells = blockInView(view, place, blockSizeOf(summary.pattern).columns)!;
  return nonZerosIn(mask, cells);
}

/** As RFC 4180 has it. A field that a spreadsheet would take for a formula is one no more. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
