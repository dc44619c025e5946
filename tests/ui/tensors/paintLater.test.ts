import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { paintLater } from '../../../src/ui/tensors/paintLater';

const painted: string[] = [];
const frames: (() => void)[] = [];
let now = 0;

beforeEach(() => {
  painted.splice(0);
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => frames.push(draw));
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function nextFrame(): void {
  for (const draw of frames.splice(0)) draw();
}

/** Painting that takes the given time, ms. */
const painting = (name: string, milliseconds: number) => () => {
  painted.push(name);
  now += milliseconds;
};

it('paints in the next frame, in the order of requests', () => {
  for (const name of ['a', 'b']) paintLater(painting(name, 0));
  expect(painted).toEqual([]);
  nextFrame();
  expect(painted).toEqual(['a', 'b']);
});

it('leaves what does not fit into 4 ms to the next frame', () => {
  for (const name of ['a', 'b', 'c']) paintLater(painting(name, 3));
  nextFrame();
  expect(painted).toEqual(['a', 'b']);
  nextFrame();
  expect(painted).toEqual(['a', 'b', 'c']);
});

it('does not paint what was canceled', () => {
  paintLater(painting('a', 0));
  paintLater(painting('b', 0))();
  nextFrame();
  expect(painted).toEqual(['a']);
});

it('requests one frame at a time, and none without work', () => {
  for (const name of ['a', 'b']) paintLater(painting(name, 0));
  expect(frames).toHaveLength(1);
  nextFrame();
  expect(frames).toEqual([]);
});
