import { type OverviewTint, paintOverview } from '../../heatmap/overviewPainting';
import type { PixelSize } from '../../heatmap/viewport';
import type { Overview } from '../../views/overview';
import { paintLater } from '../tensors/paintLater';

/** What an image is painted from. */
type ImageContent = {
  readonly overview: Overview;
  /** Colors of 256 densities. */
  readonly steps: Uint32Array;
  /** Undefined: violating blocks are not marked. */
  readonly tint: OverviewTint | undefined;
};
/** Size: device pixels. */
type ImageSource = ImageContent & { readonly size: PixelSize };
type AtlasImage = ImageSource & { readonly canvas: HTMLCanvasElement };
type PendingImage = { readonly source: ImageSource; cancel(): void };

export type AtlasImages = {
  /**
   * The image of a tensor as far as there is one. A better one follows.
   * @param shown size on screen, device pixels
   */
  of(key: string, content: ImageContent, shown: PixelSize): HTMLCanvasElement | undefined;
  /** The image that was made last, whatever its overview. */
  last(key: string): HTMLCanvasElement | undefined;
  /** No image is pending. */
  readonly areMade: boolean;
  destroy(): void;
};

/** Images of tensors, kept at about the size on screen. A few are painted in each frame. */
export function atlasImages(onMade: (key: string) => void): AtlasImages {
  const made = new Map<string, AtlasImage>();
  const pending = new Map<string, PendingImage>();

  function make(key: string, source: ImageSource): void {
    pending.delete(key);
    const { overview, steps, tint, size } = source;
    const canvas = made.get(key)?.canvas ?? document.createElement('canvas');
    canvas.width = size.width;
    canvas.height = size.height;
    const context = canvas.getContext('2d')!;
    const image = context.createImageData(size.width, size.height);
    paintOverview(new Uint32Array(image.data.buffer), size, overview, steps, tint);
    context.putImageData(image, 0, 0);
    made.set(key, { ...source, canvas });
    onMade(key);
  }

  return {
    of(key, content, shown) {
      const { overview } = content;
      const size = {
        width: imageLength(overview.columnCount, shown.width),
        height: imageLength(overview.rowCount, shown.height),
      };
      const source = { ...content, size };
      const before = pending.get(key);
      if (!isSameSource(before?.source ?? made.get(key), source)) {
        before?.cancel();
        pending.set(key, { source, cancel: paintLater(() => make(key, source)) });
      }
      return made.get(key)?.canvas;
    },
    last: (key) => made.get(key)?.canvas,
    get areMade() {
      return pending.size === 0;
    },
    destroy() {
      for (const { cancel } of pending.values()) cancel();
    },
  };
}

function isSameSource(a: ImageSource | undefined, b: ImageSource): boolean {
  return (
    a?.overview === b.overview &&
    a.steps === b.steps &&
    a.tint?.color === b.tint?.color &&
    a.size.width === b.size.width &&
    a.size.height === b.size.height
  );
}

/** Halves a length until it is less than twice the length on screen: `drawImage` that shrinks more skips pixels. */
function imageLength(cells: number, shown: number): number {
  let length = Math.max(1, cells);
  while (length >= 2 * Math.max(1, shown)) length = Math.ceil(length / 2);
  return length;
}
