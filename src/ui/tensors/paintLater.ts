// Time for painting in each animation frame, ms.
const frameBudget = 4;

const waiting = new Set<() => void>();
let isRequested = false;

/**
 * Paints in one of the next animation frames. Each frame paints for a few ms only, because hundreds of images at once block the page.
 * @returns cancels the painting
 */
export function paintLater(paint: () => void): () => void {
  waiting.add(paint);
  requestFrame();
  return () => waiting.delete(paint);
}

function requestFrame(): void {
  if (isRequested || waiting.size === 0) return;
  isRequested = true;
  requestAnimationFrame(paintSome);
}

function paintSome(): void {
  isRequested = false;
  const end = performance.now() + frameBudget;
  for (const paint of waiting) {
    waiting.delete(paint);
    paint();
    if (performance.now() > end) break;
  }
  requestFrame();
}
