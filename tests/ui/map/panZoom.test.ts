// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type PanZoom, panZoom } from '../../../src/ui/map/panZoom';

const box = { getBoundingClientRect: () => ({ width: 200, height: 100 }) } as Element;
let calls: string[];
let view: PanZoom;

beforeEach(() => {
  calls = [];
  view = panZoom(document.createElement('canvas'), box, {
    content: () => ({ rowStart: 0, rowEnd: 1000, columnStart: 0, columnEnd: 1000 }),
    onChange: () => calls.push('change'),
    onPersonMove: () => calls.push('person'),
    onResize: () => calls.push('resize'),
  });
  view.resize();
  view.limitScale(0.1, 64);
  view.place({ scale: 2, x: -100, y: -100 });
});

afterEach(() => {
  view.destroy();
  vi.unstubAllGlobals();
});

it('measures the box and places the content', () => {
  expect(calls).toEqual(['resize', 'change']);
  expect(view.size).toEqual({ width: 200, height: 100 });
  expect(view.placement).toEqual({ scale: 2, x: -100, y: -100 });
});

it('pans by shares of the view, zooms around its center, and reports both as moves by a person', () => {
  view.pan(0.5, 0.1);
  expect(view.placement).toEqual({ scale: 2, x: -200, y: -110 });
  view.zoomBy(2);
  expect(view.placement).toEqual({ scale: 4, x: -500, y: -270 });
  view.centerOn(500, 500);
  expect(view.placement).toEqual({ scale: 4, x: 100 - 2000, y: 50 - 2000 });
  view.moveBy(30, -20);
  expect(view.placement).toEqual({ scale: 4, x: 130 - 2000, y: 30 - 2000 });
  expect(calls.filter((call) => call === 'person')).toHaveLength(4);
});

it('fills the view with content that is larger, and keeps the scale within its limits', () => {
  view.pan(-10, -10);
  expect(view.placement).toEqual({ scale: 2, x: 0, y: 0 });
  view.pan(10, 100);
  expect(view.placement).toEqual({ scale: 2, x: 200 - 2000, y: 100 - 2000 });
  view.zoomBy(1000);
  expect(view.placement.scale).toBe(64);
});

it('centers content that is smaller than the view along an axis, also while it is dragged', () => {
  view.zoomBy(0.06);
  expect(view.placement).toEqual({ scale: 0.12, x: 40, y: 0 });
  view.moveBy(30, -5);
  expect(view.placement).toEqual({ scale: 0.12, x: 40, y: -5 });
});
