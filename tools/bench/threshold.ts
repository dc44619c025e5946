import type { Page } from '@playwright/test';
import { withBrowser } from './browser';
import { type Figure, type Goal, median, quantile } from './measure';
import { chooseAndRead, restingPage } from './openedPage';

const path = 'public/samples/mnist-2by4-float32.tflite';
const moves = 60;
// Animation frames.
const usualFrames = 2;
const slowFrames = 4;

type Moved = { readonly frames: number; readonly milliseconds: number };

/** How soon the map of 3.2 million weights follows a threshold, from the input to the new picture. */
export async function thresholdFigures(): Promise<Figure[]> {
  return withBrowser(async (browser, address) => {
    const page = await restingPage(browser, { address });
    await chooseAndRead(page, path);
    await page.locator('label.threshold input').waitFor({ state: 'attached' });
    await page.evaluate(recordPictures);
    const moved: Moved[] = [];
    for (let i = 0; i < moves; i++) moved.push(await move(page, 0.001 + 0.0005 * i));
    const frames = moved.map((one) => one.frames);
    const [usual, slow] = [median(frames), quantile(frames, 0.95)];
    const goals: Goal[] = [
      { text: `median ${usual} frames of ${usualFrames}`, met: usual <= usualFrames },
      { text: `95 % within ${slow.toFixed(1)} frames of ${slowFrames}`, met: slow <= slowFrames },
    ];
    const milliseconds = median(moved.map((one) => one.milliseconds));
    return [{ group: 'threshold, 3.2 M weights', way: 'moved to the new picture', milliseconds, goals }];
  });
}

/** In the page: resolves after the animation frame that shows the new picture. As text, since what compiles this file adds calls that the page lacks. */
const recordPictures = `
  const { putImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.putImageData = function (...args) {
    putImageData.apply(this, args);
    if (this.canvas.getAttribute('role') === 'img') window.painted = true;
  };
  window.moveThreshold = (value) =>
    new Promise((resolve) => {
      const input = document.querySelector('label.threshold input');
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, String(value));
      let frames = 0;
      requestAnimationFrame(() => {
        window.painted = false;
        const started = performance.now();
        input.dispatchEvent(new Event('input', { bubbles: true }));
        requestAnimationFrame(function tick() {
          const frame = ++frames;
          if (!window.painted) requestAnimationFrame(tick);
          // After the other callbacks of this frame, one of which paints.
          setTimeout(() => {
            if (window.painted) resolve({ frames: frame, milliseconds: performance.now() - started });
          });
        });
      });
    });
`;

function move(page: Page, threshold: number): Promise<Moved> {
  return page.evaluate<Moved>(`moveThreshold(${threshold})`);
}
