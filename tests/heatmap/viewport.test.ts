import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clippedWindow,
  closestScale,
  completeWindow,
  drawnSize,
  fittedPlacement,
  type PixelSize,
  type Placement,
  placementWithin,
  preciseWindow,
  rectangleOf,
  requestedPlacement,
  viewportOf,
  weightAt,
} from '../../src/heatmap/viewport';
import type { MatrixWindow } from '../../src/sparsity/matrixWindow';

const viewport = (rowStart: number, rowEnd: number, columnStart: number, columnEnd: number): MatrixWindow => ({
  ...{ rowStart, rowEnd, columnStart, columnEnd },
});
const matrix = { rowCount: 100, columnCount: 200 };

describe('a window', () => {
  it('is the complete matrix by default', () => {
    expect(completeWindow(matrix)).toEqual(viewport(0, 100, 0, 200));
  });

  it('is clipped to the matrix and rounded to integers', () => {
    expect(clippedWindow(viewport(-5, 300, 10, 20), matrix)).toEqual(viewport(0, 100, 10, 20));
    expect(clippedWindow(viewport(1.2, 3.4, 5.9, 6.1), matrix)).toEqual(viewport(1, 4, 5, 7));
  });

  it.each([
    ['behind the matrix', viewport(100, 110, 0, 10)],
    ['before it', viewport(-10, 0, 0, 10)],
    ['empty', viewport(5, 5, 0, 10)],
    ['turned round', viewport(0, 10, 20, 10)],
  ])('is the complete matrix when it is %s', (_, nowhere) => {
    expect(clippedWindow(nowhere, matrix)).toEqual(completeWindow(matrix));
  });
});

describe('a fitted window', () => {
  it('fills a surface of the same proportions', () => {
    expect(fittedPlacement(viewport(0, 10, 0, 20), { width: 400, height: 200 })).toEqual({ scale: 20, x: 0, y: 0 });
    expect(fittedPlacement(viewport(5, 15, 10, 30), { width: 400, height: 200 })).toEqual({
      scale: 20,
      x: -200,
      y: -100,
    });
  });

  it('is centered and complete on any other surface', () => {
    expect(fittedPlacement(viewport(0, 10, 0, 10), { width: 400, height: 200 })).toEqual({ scale: 20, x: 100, y: 0 });
    expect(fittedPlacement(viewport(0, 10, 0, 10), { width: 200, height: 400 })).toEqual({ scale: 20, x: 0, y: 100 });
  });

  it('has at most the maximum scale, centered', () => {
    const placement = fittedPlacement(viewport(0, 1, 0, 1), { width: 400, height: 200 });
    expect(placement).toEqual({ scale: closestScale, x: 200 - closestScale / 2, y: 100 - closestScale / 2 });
  });

  it('is the window in view, on a square surface', () => {
    const side = fc.integer({ min: 7, max: 80 }); // 7 x 64 fills 400 pixels
    const cases = fc.record({
      side,
      rowStart: fc.nat(20),
      columnStart: fc.nat(120),
      pixels: fc.integer({ min: 40, max: 448 }),
    });
    const property = fc.property(cases, ({ side, rowStart, columnStart, pixels }) => {
      const asked = viewport(rowStart, rowStart + side, columnStart, columnStart + side);
      const size = { width: pixels, height: pixels };
      expect(viewportOf(fittedPlacement(asked, size), size, matrix)).toEqual(asked);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('is inside the window in view, on any surface', () => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 50 }),
      columns: fc.integer({ min: 1, max: 100 }),
      width: fc.integer({ min: 20, max: 2000 }),
      height: fc.integer({ min: 20, max: 2000 }),
    });
    const property = fc.property(cases, ({ rows, columns, width, height }) => {
      const asked = viewport(50, 50 + rows, 100, 100 + columns);
      const seen = viewportOf(fittedPlacement(asked, { width, height }), { width, height }, matrix);
      expect(seen.rowStart).toBeLessThanOrEqual(50);
      expect(seen.rowEnd).toBeGreaterThanOrEqual(50 + rows);
      expect(seen.columnStart).toBeLessThanOrEqual(100);
      expect(seen.columnEnd).toBeGreaterThanOrEqual(100 + columns);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('a placement within content', () => {
  const content = viewport(10, 60, 20, 120);
  const size = { width: 400, height: 300 };

  it('fills the surface where the content is larger, up to each edge', () => {
    expect(placementWithin({ scale: 10, x: 0, y: 0 }, size, content)).toEqual({ scale: 10, x: -200, y: -100 });
    expect(placementWithin({ scale: 10, x: -2000, y: -2000 }, size, content)).toEqual({ scale: 10, x: -800, y: -300 });
    expect(placementWithin({ scale: 10, x: -333, y: -222 }, size, content)).toEqual({ scale: 10, x: -333, y: -222 });
  });

  it('is centered along an axis where the content is smaller', () => {
    expect(placementWithin({ scale: 4, x: -100, y: 999 }, size, content)).toEqual({ scale: 4, x: -80, y: 10 });
  });
});

describe('the window of a view', () => {
  const large = { rowCount: 6000, columnCount: 6000 };
  const contents = fc
    .tuple(fc.nat(3000), fc.integer({ min: 1, max: 3000 }), fc.nat(3000), fc.integer({ min: 1, max: 3000 }))
    .map(([row, rows, column, columns]) => viewport(row, row + rows, column, column + columns));
  const sizes = fc.record({ width: fc.integer({ min: 50, max: 2000 }), height: fc.integer({ min: 50, max: 1500 }) });
  const shares = fc.record({
    zoom: fc.double({ min: 0, max: 1, noNaN: true }),
    x: fc.double({ min: -1, max: 2, noNaN: true }),
    y: fc.double({ min: -1, max: 2, noNaN: true }),
  });

  /** A view that a person moved somewhere. */
  function anyMoved(
    content: MatrixWindow,
    size: PixelSize,
    { zoom, x, y }: { zoom: number; x: number; y: number },
  ): Placement {
    const least = fittedPlacement(content, size).scale;
    const scale = least * (closestScale / least) ** zoom;
    const moved = {
      scale,
      x: size.width / 2 - (content.columnStart + x * (content.columnEnd - content.columnStart)) * scale,
      y: size.height / 2 - (content.rowStart + y * (content.rowEnd - content.rowStart)) * scale,
    };
    return placementWithin(moved, size, content);
  }

  it('reopens to the same view, to 0.004 weights', () => {
    const property = fc.property(contents, sizes, shares, (content, size, share) => {
      const moved = anyMoved(content, size, share);
      const window = preciseWindow(moved, size, content, large);
      const reopened = requestedPlacement(window, size, content, large);
      const weightsAt = ({ scale, x, y }: Placement) => [
        -x / scale,
        -y / scale,
        (size.width - x) / scale,
        (size.height - y) / scale,
      ];
      // The scale is rounded with the shorter span, so that the longer one can differ by more.
      const tolerance = 0.004 * Math.max(1, size.width / size.height, size.height / size.width);
      const edges = weightsAt(moved);
      for (const [i, edge] of weightsAt(reopened).entries()) expect(Math.abs(edge - edges[i])).toBeLessThan(tolerance);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('has no blank strip: each axis is filled, or shows all of the content', () => {
    const property = fc.property(contents, sizes, shares, (content, size, share) => {
      const window = preciseWindow(anyMoved(content, size, share), size, content, large);
      const { scale, x, y } = requestedPlacement(window, size, content, large);
      const slack = 1e-6;
      for (const [origin, length, start, end] of [
        [x, size.width, content.columnStart, content.columnEnd],
        [y, size.height, content.rowStart, content.rowEnd],
      ]) {
        const [first, last] = [origin + start * scale, origin + end * scale];
        const isFilled = first <= slack && last >= length - slack;
        const isComplete = first >= -slack && Math.abs(first + last - length) < slack;
        expect(isFilled || isComplete).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('shows at least the same weights on a surface of another size', () => {
    const property = fc.property(contents, sizes, sizes, shares, (content, size, other, share) => {
      const window = preciseWindow(anyMoved(content, size, share), size, content, large);
      const { scale, x, y } = requestedPlacement(window, other, content, large);
      // Weights are at most 64 pixels large, also where a small window would fit with larger ones.
      const slack = 1e-6;
      expect(x + window.columnStart * scale).toBeGreaterThanOrEqual(-slack);
      expect(x + window.columnEnd * scale).toBeLessThanOrEqual(other.width + slack);
      expect(y + window.rowStart * scale).toBeGreaterThanOrEqual(-slack);
      expect(y + window.rowEnd * scale).toBeLessThanOrEqual(other.height + slack);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('is centered if it is requested in whole numbers, also at an edge of the content', () => {
    const size = { width: 400, height: 200 };
    expect(requestedPlacement(viewport(0, 10, 0, 10), size, completeWindow(matrix), matrix)).toEqual({
      scale: 20,
      x: 100,
      y: 0,
    });
  });
});

describe('the weights in view', () => {
  it('includes weights that an edge cuts', () => {
    const size = { width: 25, height: 25 };
    expect(viewportOf({ scale: 10, x: -5, y: 0 }, size, matrix)).toEqual(viewport(0, 3, 0, 3));
    expect(viewportOf({ scale: 10, x: -10, y: 0 }, size, matrix)).toEqual(viewport(0, 3, 1, 4));
  });

  it('ends with the matrix', () => {
    const small = { rowCount: 2, columnCount: 3 };
    expect(viewportOf({ scale: 10, x: 30, y: 40 }, { width: 100, height: 100 }, small)).toEqual(completeWindow(small));
  });
});

describe('the weight under a point', () => {
  const placement = { scale: 10, x: 100, y: 50 };

  it('is the one whose cell contains it', () => {
    expect(weightAt(placement, matrix, 100, 50)).toEqual({ row: 0, column: 0 });
    expect(weightAt(placement, matrix, 119.9, 69.9)).toEqual({ row: 1, column: 1 });
  });

  it('is undefined outside the matrix', () => {
    for (const [x, y] of [
      [99, 60],
      [110, 49],
      [2100, 60],
      [110, 1050],
    ]) {
      expect(weightAt(placement, matrix, x, y)).toBeUndefined();
    }
  });
});

describe('a matrix in tiles', () => {
  // 3 x 2 tiles of 10 x 20 weights: 34 x 42 weights with gaps.
  const tiled = { rowCount: 30, columnCount: 40, tiles: { rowCount: 10, columnCount: 20, gap: 2 } };
  const { tiles } = tiled;
  const complete = completeWindow(tiled);

  it('is larger by its gaps', () => {
    expect(drawnSize(tiled)).toEqual({ rowCount: 34, columnCount: 42 });
    expect(rectangleOf(complete, { scale: 10, x: 5, y: 6, tiles })).toEqual({ x: 5, y: 6, width: 420, height: 340 });
    const inside = viewport(10, 11, 20, 21);
    expect(rectangleOf(inside, { scale: 10, x: 5, y: 6, tiles })).toEqual({ x: 225, y: 126, width: 10, height: 10 });
  });

  it('has no weights in gaps', () => {
    const placement = { scale: 10, x: 0, y: 0, tiles };
    expect(weightAt(placement, tiled, 199, 99)).toEqual({ row: 9, column: 19 });
    expect(weightAt(placement, tiled, 201, 99)).toBeUndefined();
    expect(weightAt(placement, tiled, 199, 119)).toBeUndefined();
    expect(weightAt(placement, tiled, 220, 120)).toEqual({ row: 10, column: 20 });
    expect(weightAt(placement, tiled, 420, 120)).toBeUndefined();
    expect(viewportOf({ ...placement, x: -210, y: -115 }, { width: 100, height: 50 }, tiled)).toEqual(
      viewport(10, 15, 20, 29),
    );
    expect(viewportOf(placement, { width: 210, height: 110 }, tiled)).toEqual(viewport(0, 10, 0, 20));
  });

  it('is fitted complete, with its gaps', () => {
    expect(requestedPlacement(complete, { width: 420, height: 400 }, complete, tiled)).toEqual({
      ...{ scale: 10, x: 0, y: 30, tiles },
    });
  });

  it('reopens to the same view after any move, also with an edge in a gap', () => {
    const sizes = fc.record({ width: fc.integer({ min: 50, max: 900 }), height: fc.integer({ min: 50, max: 900 }) });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const drawn = drawnSize(tiled);
    const content = viewport(0, drawn.rowCount, 0, drawn.columnCount);
    const property = fc.property(sizes, share, share, share, (size, zoom, across, down) => {
      const least = fittedPlacement(content, size).scale;
      const scale = least * (closestScale / least) ** zoom;
      const x = size.width / 2 - across * drawn.columnCount * scale;
      const y = size.height / 2 - down * drawn.rowCount * scale;
      const moved = { ...placementWithin({ scale, x, y }, size, content), tiles };
      const window = preciseWindow(moved, size, complete, tiled);
      expect(window.rowStart).toBeLessThan(window.rowEnd);
      expect(window.columnStart).toBeLessThan(window.columnEnd);
      const reopened = requestedPlacement(window, size, complete, tiled);
      // In weights. A gap of 2 weights has 500 places in a link.
      const tolerance = 0.02 * Math.max(1, size.width / size.height, size.height / size.width);
      const shown = viewportOf(moved, size, tiled);
      const isInGap = shown.rowStart >= shown.rowEnd || shown.columnStart >= shown.columnEnd;
      if (isInGap) return;
      expect(Math.abs(reopened.x / reopened.scale - moved.x / scale)).toBeLessThan(tolerance);
      expect(Math.abs(reopened.y / reopened.scale - moved.y / scale)).toBeLessThan(tolerance);
      // Attributes of the page: the weights in view.
      expect(clippedWindow(window, tiled)).toMatchObject({ rowStart: shown.rowStart, columnStart: shown.columnStart });
    });
    fc.assert(property, { numRuns: 2000 });
  });
});
