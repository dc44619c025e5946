import { useLayoutEffect, useRef } from 'react';
import { coloredMagnitudes } from '../../heatmap/magnitudeColors';
import { paintMagnitudes } from '../../heatmap/magnitudePainting';
import { paletteOf, type Theme } from '../../heatmap/palette';
import { completeRegion } from '../../heatmap/panning';
import { gridMagnitudes } from '../../training/gridMagnitudes';
import type { MagnitudeGrid } from '../../training/kernelMap';

type KernelCanvasProps = {
  readonly label: string;
  readonly grid: MagnitudeGrid;
  /** Pixels of the canvas along a side of a cell. */
  readonly scale: number;
  /** Cells between vertical lines; undefined: no lines. */
  readonly blockSize?: number;
  readonly theme: Theme;
};

/** A grid of magnitudes as a heatmap, in the colors of the map. */
export function KernelCanvas({ label, grid, scale, blockSize, theme }: KernelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = { width: grid.columnCount * scale, height: grid.rowCount * scale };

  useLayoutEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = context.createImageData(size.width, size.height);
    const colored = coloredMagnitudes(gridMagnitudes(grid), 'magnitude', theme);
    const pixels = new Uint32Array(image.data.buffer);
    paintMagnitudes(pixels, size, colored, { scale, x: 0, y: 0 }, completeRegion(size));
    context.putImageData(image, 0, 0);
    if (blockSize === undefined) return;
    context.fillStyle = paletteOf(theme).separation;
    for (let column = blockSize; column < grid.columnCount; column += blockSize) {
      context.fillRect(column * scale - 1, 0, 2, size.height);
    }
  });

  return (
    <figure className="training-map">
      <canvas ref={canvas} width={size.width} height={size.height} role="img" aria-label={label} />
      <figcaption>{label}</figcaption>
    </figure>
  );
}
