// @vitest-environment happy-dom
import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pixelRatio, printPage, usePrinting } from '../../../src/ui/shell/printing';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const seen: boolean[] = [];
function Page() {
  seen.push(usePrinting());
  return null;
}

let root: ReturnType<typeof createRoot>;
beforeEach(() => {
  seen.splice(0);
  vi.stubGlobal('devicePixelRatio', 1.5);
  root = createRoot(document.createElement('div'));
  act(() => root.render(createElement(Page)));
});
afterEach(() => {
  act(() => void window.dispatchEvent(new Event('afterprint')));
  act(() => root.unmount());
});

const tell = (type: string) => act(() => void window.dispatchEvent(new Event(type)));

it('draws at a higher resolution while the page is printed', () => {
  expect(pixelRatio()).toBe(1.5);
  tell('beforeprint');
  expect(pixelRatio()).toBe(4);
  tell('afterprint');
  expect(pixelRatio()).toBe(1.5);
  expect(seen).toEqual([false, true, false]);
});

it('never draws at a lower resolution for print than for the screen', () => {
  vi.stubGlobal('devicePixelRatio', 5);
  tell('beforeprint');
  expect(pixelRatio()).toBe(5);
});

it('sets an attribute and the size of the screen for the style sheet', () => {
  const { documentElement: html } = document;
  tell('beforeprint');
  expect(html.hasAttribute('data-printing')).toBe(true);
  expect(html.style.getPropertyValue('--screen-width')).toBe(`${innerWidth}px`);
  tell('afterprint');
  expect(html.hasAttribute('data-printing')).toBe(false);
});

it('prints after the page is drawn for print', () => {
  vi.useFakeTimers({ toFake: ['requestAnimationFrame'] });
  const print = vi.fn(() => expect(seen.at(-1)).toBe(true));
  vi.stubGlobal('print', print);
  window.print = print;
  act(() => printPage());
  expect(print).not.toHaveBeenCalled();
  vi.advanceTimersToNextFrame();
  expect(print).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});
