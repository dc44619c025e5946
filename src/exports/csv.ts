import { nonZerosIn } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf, isBlockPattern, patternText } from '../sparsity/pattern';
import { tensorKey } from '../tflite/weights/weightTensor';
import { blockInView, violationsInView } from '../views/blocksInView';
import { type MatrixView, tensorIndex } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';

/** For larger matrices, only the window in view is exported. */
export const maxCsvWeights = 64e6;

// A few milliseconds of work.
const pieceWeights = 1 << 20;
const [zero, one, comma, newline] = [...'01,\n'].map((sign) => sign.charCodeAt(0));

/** A window of the mask in the orientation of the view: one line per row, 0 and 1 separated by commas, no header. Returned in pieces. */
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
 * The violating blocks of the view, one line each, returned in pieces. Each line names model, tensor and pattern, so that files can be
 * concatenated. Rows and columns are those of the weight matrix in all views.
 */
export function* violationsCsv(tensorMap: TensorMap, modelName: string): Generator<string> {
  const { tensor, view, summary } = tensorMap;
  yield 'model,tensor,name,pattern,row,column_start,column_end,nonzeros,index\n';
  if (isBlockPattern(summary.pattern)) return;
  const { of } = summary.pattern;
  const identity = [modelName, tensorKey(tensor), tensor.name, patternText(summary.pattern)].map(quoted).join(',');
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
      return `${identity},${place.row},${start},${end},${nonzerosOf(tensorMap, place)},${index}\n`;
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

/** Quotes a field as in RFC 4180. A leading apostrophe prevents that spreadsheets evaluate the field as a formula. */
function quoted(text: string): string {
  const literal = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(literal) ? `"${literal.replaceAll('"', '""')}"` : literal;
}
