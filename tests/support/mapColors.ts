import type { Page } from '@playwright/test';
import { expect, heatmap, type MapWindow } from './pageObjects';

// The colors that the map and its legend show.

/** A color as `r,g,b`. */
export type Color = string;

export async function legendColors(page: Page): Promise<{ zero: Color; nonzero: Color }> {
  const [zero, nonzero] = await colorsOfKeys(page, ['zero', 'nonzero']);
  return { zero: zero!, nonzero: nonzero! };
}

/** The colors of keys of the legend, all from the same frame. Waits until the legend has these keys. */
export async function colorsOfKeys(page: Page, keys: readonly string[]): Promise<Color[]> {
  let colors: Color[] = [];
  await expect(async () => {
    colors = await page.evaluate(
      (names) =>
        names.map((name) => {
          const key = document.querySelector(`[data-legend="${name}"]`);
          return key ? getComputedStyle(key).backgroundColor.match(/\d+/g)!.slice(0, 3).join() : '';
        }),
      keys,
    );
    expect(colors).not.toContain('');
  }).toPass();
  return colors;
}

/**
 * The colors of the map at places in weights of the window, which is fitted and centered with square cells: (0.5, 0.5) is the center of
 * its first cell.
 */
export async function colorsAt(
  page: Page,
  window: MapWindow,
  places: readonly { readonly row: number; readonly column: number }[],
): Promise<Color[]> {
  return heatmap(page).evaluate(
    (element, { window, places }) => {
      const canvas = element as HTMLCanvasElement;
      const { width, height } = canvas;
      const rows = window.rowEnd - window.rowStart;
      const columns = window.columnEnd - window.columnStart;
      const scale = Math.min(width / columns, height / rows);
      const left = (width - columns * scale) / 2;
      const top = (height - rows * scale) / 2;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
      return places.map(({ row, column }) => {
        const pixel = 4 * (Math.floor(top + row * scale + 1e-6) * width + Math.floor(left + column * scale + 1e-6));
        return data.slice(pixel, pixel + 3).join(',');
      });
    },
    { window, places },
  );
}

/** Colors of the cells of a 24 x 24 window, away from the centers, where numbers may be. */
export function cellColors(page: Page): Promise<string[]> {
  return heatmap(page).evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const side = Math.min(canvas.width, canvas.height) / 24;
    const [left, top] = [(canvas.width - 24 * side) / 2, (canvas.height - 24 * side) / 2];
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: 576 }, (_, i) => {
      const x = Math.floor(left + ((i % 24) + 0.2) * side);
      const y = Math.floor(top + (Math.floor(i / 24) + 0.8) * side);
      return data.slice(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 3).join();
    });
  });
}
