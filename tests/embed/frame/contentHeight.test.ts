// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchContentHeight } from '../../../src/embed/frame/contentHeight';
import { appStore } from '../../../src/state/store';
import { denseMatrix, mapFromText } from '../../support/matrices';

const weight = { ...denseMatrix('FULLY_CONNECTED', [8, 4]), name: 'dense' };
const tensorMap = await mapFromText(
  weight,
  Array.from({ length: 8 }, () => '##..'),
);

// The axes take 78 pixels of the surface. Everything else: 30 + 20 + 10, three gaps of 8, and edges of 5 and 7.
const aroundMap = 78 + 60 + 24 + 12;

let resized: () => void;
const heights: number[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['requestAnimationFrame'] });
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(look: () => void) {
        resized = look;
      }
      observe(): void {}
    },
  );
  document.body.innerHTML = `<section style="row-gap: 8px; padding-top: 5px; padding-bottom: 7px">
    <header data-height="30"></header>
    <div class="map-surface" data-height="278"><svg data-height="200" data-width="150"></svg></div>
    <canvas data-height="0"></canvas>
    <div data-height="20"></div>
    <footer data-height="10"></footer>
  </section>`;
  // There is no layout here.
  for (const element of document.querySelectorAll<HTMLElement>('[data-height]')) {
    const { height, width } = element.dataset;
    Object.defineProperty(element, 'clientHeight', { value: Number(height) });
    Object.defineProperty(element, 'clientWidth', { value: Number(width) });
  }
  heights.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watched(state: Partial<ReturnType<ReturnType<typeof appStore>['getState']>>) {
  const store = appStore();
  store.setState(state);
  watchContentHeight(store, (height) => heights.push(height));
  return store;
}

const ready = { map: { phase: 'ready', tensorMap } } as const;

it('is the height of the window at full width, and of everything around the map', () => {
  watched(ready);
  resized();
  // 8 rows of 4 weights, 150 pixels wide.
  expect(heights).toEqual([aroundMap + 300]);
});

it.each([
  ['short', { rowStart: 0, rowEnd: 1, columnStart: 0, columnEnd: 4 }, 160],
  ['tall', { rowStart: 0, rowEnd: 8, columnStart: 0, columnEnd: 1 }, 560],
  ['wide', { rowStart: 0, rowEnd: 5, columnStart: 0, columnEnd: 4 }, 188],
])('is limited, and an integer, for a %s window', (_, window, mapHeight) => {
  watched({ ...ready, window });
  resized();
  expect(heights).toEqual([aroundMap + mapHeight]);
});

it('follows the first map, and windows that a link or the host requests', () => {
  const store = watched({ map: { phase: 'loading' } });
  resized();
  expect(heights).toEqual([]);
  store.setState(ready);
  vi.advanceTimersToNextFrame();
  expect(heights).toEqual([aroundMap + 300]);
  store.setState({ window: { rowStart: 0, rowEnd: 8, columnStart: 0, columnEnd: 3 }, windowRequests: 1 });
  vi.advanceTimersToNextFrame();
  expect(heights).toEqual([aroundMap + 300, aroundMap + 400]);
});

it('does not follow a window that the reader moves', () => {
  const store = watched(ready);
  store.setState({ window: { rowStart: 0, rowEnd: 8, columnStart: 0, columnEnd: 3 } });
  expect(vi.getTimerCount()).toBe(0);
});
