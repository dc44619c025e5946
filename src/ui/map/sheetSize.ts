import type { PixelSize } from '../../heatmap/viewport';

/**
 * The size that a map has while the sheet of a phone is closed: the sheet is closed when a link is opened. Without a sheet, the size itself.
 * @param box in the panel of the map
 * @param size of the map now, CSS pixels
 */
export function sizeAboveClosedSheet(box: Element, size: PixelSize): PixelSize {
  const panel = box.closest('.map-panel');
  const sheet = panel?.parentElement?.querySelector(':scope > .sheet-panel');
  if (!panel || !sheet) return size;
  // A full sheet covers the map, so what is below the panel is not the height of the sheet.
  const below = panel.parentElement!.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom;
  const closed = Number.parseFloat(getComputedStyle(sheet).minHeight);
  return { width: size.width, height: size.height + below - closed };
}
