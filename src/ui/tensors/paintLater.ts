// ms of each frame
const maxOfFrame = 4;

const waiting = new Set<() => void>();
let isAskedFor = false;

/**
 * Paints when there is time for it, a few ms of each frame: hundreds of small pictures at once would hold the page.
 * @returns what calls it off
 */
export function paintLater(paint: () => void): () => void {
  waiting.add(paint);
  askForFrame();
  return () => waiting.delete(paint);
}

function askForFrame(): void {
  if (isAskedFor || waiting.size === 0) return;
  isAskedFor = true;
  requestAnimationFrame(paintSome);
}

function paintSome(): void {
  isAskedFor = false;
  const end = performance.now() + maxOfFrame;
  for (const paint of waiting) {
    waiting.delete(paint);
    paint();
    if (performance.now() > end) break;
  }
  askForFrame();
}
