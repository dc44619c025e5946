import { expect, openSampleWindow, pointOnMap, test, waitForViewChange } from '../support/pageObjects';

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

type Finger = { readonly x: number; readonly y: number };

test('pinching zooms in at the center of the fingers; one finger moves the map', async ({ page }) => {
  await openSampleWindow(page, '400:440', '1000:1040');
  const middle = await pointOnMap(page);
  const browser = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...fingers: Finger[]) =>
    browser.send('Input.dispatchTouchEvent', { type, touchPoints: fingers.map((finger, id) => ({ ...finger, id })) });
  const apart = (distance: number): [Finger, Finger] => [
    { x: middle.x - distance, y: middle.y },
    { x: middle.x + distance, y: middle.y },
  ];

  await touch('touchStart', ...apart(20));
  await touch('touchMove', ...apart(60));
  await touch('touchEnd');
  const pinched = await waitForViewChange(page, '400:440', '1000:1040');
  const columns = pinched.columnEnd - pinched.columnStart;
  expect(columns).toBeLessThan(20);
  expect((pinched.columnStart + pinched.columnEnd) / 2).toBeCloseTo(1020, -1);
  expect((pinched.rowStart + pinched.rowEnd) / 2).toBeCloseTo(420, -1);

  await touch('touchStart', middle);
  await touch('touchMove', { x: middle.x + 80, y: middle.y });
  await touch('touchEnd');
  const { rowStart, rowEnd, columnStart, columnEnd } = pinched;
  const dragged = await waitForViewChange(page, `${rowStart}:${rowEnd}`, `${columnStart}:${columnEnd}`);
  expect(dragged.columnStart).toBeLessThan(pinched.columnStart);
  expect(dragged.columnEnd - dragged.columnStart).toBeLessThanOrEqual(columns + 1);
});
