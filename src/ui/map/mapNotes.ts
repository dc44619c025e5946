import { select } from 'd3';
import { type PixelSize, type Placement, type Rectangle, rectangleOf } from '../../heatmap/viewport';
import type { Note, NoteAnchor } from '../../link/notes';
import type { MatrixWindow } from '../../sparsity/matrixWindow';
import { blockSizeOf } from '../../sparsity/pattern';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { blockInView } from '../../views/blocksInView';
import type { MatrixView } from '../../views/matrixView';
import type { TensorMap } from '../../views/tensorMap';

type Mark = { readonly number: number; readonly cells: Rectangle; readonly framed: boolean };

// CSS pixels of the disc with the number.
const radius = 8;
// CSS pixels between a frame and its cells, so that the outline of a violating block is visible.
const gap = 3;

/** Draws the number of each note of a tensor at the upper right corner of its cells. */
export function drawNotes(
  overlay: SVGSVGElement,
  notes: readonly Note[],
  tensorMap: TensorMap,
  placement: Placement,
  size: PixelSize,
): void {
  const key = tensorKey(tensorMap.tensor);
  const marks = notes.flatMap(({ tensor, anchor }, i): Mark[] => {
    const cells = tensor === key ? cellsOf(anchor, tensorMap) : undefined;
    return cells ? [{ number: i + 1, cells: rectangleOf(cells, placement), framed: anchor.kind !== 'tensor' }] : [];
  });
  const left = ({ cells }: Mark) => cells.x;
  const right = ({ cells }: Mark) => cells.x + cells.width;
  const top = ({ cells }: Mark) => cells.y;
  const bottom = ({ cells }: Mark) => cells.y + cells.height;
  const inView = marks.filter(
    (mark) => right(mark) >= 0 && left(mark) <= size.width && bottom(mark) >= 0 && top(mark) <= size.height,
  );
  select(overlay)
    .selectAll<SVGRectElement, Mark>('rect.note-frame')
    .data(inView.filter(({ framed }) => framed))
    .join('rect')
    .attr('class', 'note-frame')
    .attr('x', (mark) => Math.max(0, left(mark)) - gap)
    .attr('y', (mark) => Math.max(0, top(mark)) - gap)
    .attr('width', (mark) => Math.max(0, Math.min(size.width, right(mark)) - Math.max(0, left(mark))) + 2 * gap)
    .attr('height', (mark) => Math.max(0, Math.min(size.height, bottom(mark)) - Math.max(0, top(mark))) + 2 * gap);
  const groups = select(overlay)
    .selectAll<SVGGElement, Mark>('g.note-mark')
    .data(inView)
    .join((entered) => {
      const group = entered.append('g').attr('class', 'note-mark');
      group.append('circle').attr('r', radius);
      group.append('text').attr('text-anchor', 'middle').attr('dy', '0.35em');
      return group;
    })
    .attr('transform', (mark) => {
      const across = Math.min(size.width - radius, Math.max(radius, right(mark)));
      const down = Math.min(size.height - radius, Math.max(radius, top(mark)));
      return `translate(${across},${down})`;
    });
  groups.select('text').text(({ number }) => number);
}

/** The cells of a note; undefined if the view does not show them. */
function cellsOf(anchor: NoteAnchor, { view, tensor, summary }: TensorMap): MatrixWindow | undefined {
  switch (anchor.kind) {
    case 'tensor':
      return { rowStart: 0, rowEnd: view.rowCount, columnStart: 0, columnEnd: view.columnCount };
    case 'cell':
      return anchor.column < tensor.columnCount
        ? blockInView(view, { row: anchor.row, block: anchor.column }, 1)
        : undefined;
    case 'block': {
      const of = blockSizeOf(summary.pattern).columns;
      return anchor.block * of < tensor.columnCount ? blockInView(view, anchor, of) : undefined;
    }
    case 'rows':
      return rowsInView(view, anchor.start, Math.min(anchor.end, tensor.rowCount), tensor.columnCount);
  }
}

/** The cells from the first row of a range to its last. A view that shows only one of both gives its cells. */
function rowsInView(view: MatrixView, start: number, end: number, length: number): MatrixWindow | undefined {
  const first = start < end ? blockInView(view, { row: start, block: 0 }, length) : undefined;
  const last = start < end ? blockInView(view, { row: end - 1, block: 0 }, length) : undefined;
  if (!first || !last) return first ?? last;
  return {
    rowStart: Math.min(first.rowStart, last.rowStart),
    rowEnd: Math.max(first.rowEnd, last.rowEnd),
    columnStart: Math.min(first.columnStart, last.columnStart),
    columnEnd: Math.max(first.columnEnd, last.columnEnd),
  };
}
