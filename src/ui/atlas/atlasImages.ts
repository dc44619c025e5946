import { paintOverview } from '../../heatmap/overviewPainting';
import type { PixelSize } from '../../heatmap/viewport';
import type { Overview } from '../../views/overview';
import { paintLater } from '../tensors/paintLater';

type Wanted = { readonly overview: Overview; readonly steps: Uint32Array; readonly size: PixelSize };
type Made = Wanted & { readonly canvas: HTMLCanvasElement };

/** Pictures of tensors, kept about as large as they are shown and made a few a frame. */
export function atlasImages(onMade: () => void) {
  const made = new Map<string, Made>();
  const waiting = new Map<string, { readonly wanted: Wanted; callOff(): void }>();

  function make(key: string, wanted: Wanted): void {
    waiting.delete(key);
    const { overview, steps, size } = wanted;
    const canvas = made.get(key)?.canvas ?? document.createElement('canvas');
    canvas.width = size.width;
    canvas.height = size.height;
    const context = canvas.getContext('2d')!;
    const image = context.createImageData(size.width, size.height);
    paintOverview(new Uint32Array(image.data.buffer), size, overview, steps);
    context.putImageData(image, 0, 0);
    made.set(key, { ...wanted, canvas });
    onMade();
  }

  return {
    /** The picture as far as there is one; a better one follows. @param shown device pixels */
    of(key: string, overview: Overview, shown: PixelSize, steps: Uint32Array): HTMLCanvasElement | undefined {
      const size = {
        width: imageLength(overview.columnCount, shown.width),
        height: imageLength(overview.rowCount, shown.height),
      };
      const wanted = { overview, steps, size };
      const there = made.get(key);
      const before = waiting.get(key);
      if (!isSame(before?.wanted ?? there, wanted)) {
        before?.callOff();
        waiting.set(key, { wanted, callOff: paintLater(() => make(key, wanted)) });
      }
      return there?.canvas;
    },
    /** The picture that was made last, whatever it was made for. */
    last: (key: string) => made.get(key)?.canvas,
    get areMade(): boolean {
      return waiting.size === 0;
    },
    destroy(): void {
      for (const { callOff } of waiting.values()) callOff();
    },
  };
}

function isSame(a: Wanted | undefined, b: Wanted): boolean {
  return (
    a?.overview === b.overview &&
    a.steps === b.steps &&
    a.size.width === b.size.width &&
    a.size.height === b.size.height
  );
}

/** Halved until it is less than twice as long as it is shown: a canvas that shrinks more leaves cells out. */
function imageLength(cells: number, shown: number): number {
  let length = Math.max(1, cells);
  while (length >= 2 * Math.max(1, shown)) length = Math.ceil(length / 2);
  return length;
}
