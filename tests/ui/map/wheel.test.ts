// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { isForGuest, isZoomGesture, wheelDelta } from '../../../src/ui/map/wheel';

const { DOM_DELTA_PIXEL, DOM_DELTA_LINE, DOM_DELTA_PAGE } = WheelEvent;
/** happy-dom ignores ctrlKey of wheel events. */
const wheel = (deltaY: number, { ctrlKey = false, ...more }: WheelEventInit = {}) =>
  Object.assign(new WheelEvent('wheel', { deltaY, ...more }), { ctrlKey });

describe('a turn of the wheel', () => {
  it('zooms in when it turns away from the user', () => {
    expect(wheelDelta(wheel(-100))).toBeGreaterThan(0);
    expect(wheelDelta(wheel(100))).toBeLessThan(0);
  });

  it('zooms by similar steps in pixels, lines and pages', () => {
    const step = wheelDelta(wheel(-100, { deltaMode: DOM_DELTA_PIXEL }));
    expect(wheelDelta(wheel(-4, { deltaMode: DOM_DELTA_LINE }))).toBeCloseTo(step);
    expect(wheelDelta(wheel(-0.2, { deltaMode: DOM_DELTA_PAGE }))).toBeCloseTo(step);
  });

  it('zooms five times as far for a pinch on a trackpad', () => {
    expect(wheelDelta(wheel(-2, { ctrlKey: true }))).toBeCloseTo(5 * wheelDelta(wheel(-2)));
  });
});

describe('a gesture', () => {
  it.each([
    ['the main button', new MouseEvent('mousedown', { button: 0 }), true],
    ['another button', new MouseEvent('mousedown', { button: 2 }), false],
    ['a click with Ctrl, which opens a menu', new MouseEvent('mousedown', { button: 0, ctrlKey: true }), false],
    ['the wheel', wheel(1), true],
    ['the wheel with Ctrl', wheel(1, { ctrlKey: true }), true],
  ])('by %s', (_, event, zooms) => {
    expect(isZoomGesture(event)).toBe(zooms);
  });
});

describe('in the page of a host', () => {
  document.body.innerHTML = '<canvas tabindex="0"></canvas><button>Other</button>';
  const canvas = document.querySelector('canvas')!;
  const touch = (fingers: number) => Object.assign(new Event('touchstart'), { touches: { length: fingers } });

  it('one finger scrolls the page, two move the map', () => {
    expect([1, 2].map((fingers) => isForGuest(touch(fingers), canvas))).toEqual([false, true]);
  });

  it('the wheel scrolls the page until the map has the focus, or with Ctrl', () => {
    document.querySelector('button')!.focus();
    expect(isForGuest(wheel(1), canvas)).toBe(false);
    expect(isForGuest(wheel(1, { ctrlKey: true }), canvas)).toBe(true);
    canvas.focus();
    expect(isForGuest(wheel(1), canvas)).toBe(true);
  });

  it('the mouse drags the map', () => {
    document.querySelector('button')!.focus();
    expect(isForGuest(new MouseEvent('mousedown'), canvas)).toBe(true);
  });
});
