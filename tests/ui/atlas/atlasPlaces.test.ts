import { describe, expect, it } from 'vitest';
import { atlasSheet } from '../../../src/heatmap/atlasSheet';
import { frameOnSurface, isInView, moveIntoView, roomAbove, tensorIndexAt } from '../../../src/ui/atlas/atlasPlaces';

const size = { width: 400, height: 300 };
const sheet = atlasSheet(
  [
    { rowCount: 100, columnCount: 50 },
    { rowCount: 20, columnCount: 80 },
  ],
  size.width / size.height,
);
const placement = { scale: 2, x: 10, y: -30 };

describe('the places of tensors in the atlas', () => {
  it('are found at the center of each frame, and none beside the sheet', () => {
    for (const index of sheet.frames.keys()) {
      const { x, y, width, height } = frameOnSurface(sheet, index, placement);
      expect(tensorIndexAt(sheet, { x: x + width / 2, y: y + height / 2 }, placement)).toBe(index);
    }
    expect(tensorIndexAt(sheet, { x: -1000, y: -1000 }, placement)).toBe(-1);
  });

  it('are in view when they overlap the surface', () => {
    expect(isInView({ x: -10, y: -10, width: 20, height: 20 }, size)).toBe(true);
    expect(isInView({ x: -30, y: 0, width: 20, height: 20 }, size)).toBe(false);
    expect(isInView({ x: 0, y: 301, width: 20, height: 20 }, size)).toBe(false);
  });

  it('come into view by the shortest move', () => {
    const move = (x: number, y: number, width = 20, height = 20) => moveIntoView({ x, y, width, height }, size);
    expect(move(100, 100)).toEqual({ right: 0, down: 0 });
    expect(move(-50, 100)).toEqual({ right: 74, down: 0 });
    expect(move(100, 290)).toEqual({ right: 0, down: 300 - 24 - 310 });
    expect(move(100, 100, 1000)).toEqual({ right: 24 - 100, down: 0 });
  });

  it('have room for a label up to the next frame of the line, or to the end of the sheet', () => {
    const line = atlasSheet(
      Array.from({ length: 3 }, () => ({ rowCount: 10, columnCount: 4 })),
      8,
    );
    expect(new Set(line.frames.map(({ y }) => y)).size).toBe(1);
    const rooms = line.frames.map((_, i) => roomAbove(line, i, placement));
    const frames = line.frames.map((_, i) => frameOnSurface(line, i, placement));
    for (const [i, room] of rooms.entries()) {
      expect(room.x).toBe(frames[i]!.x);
      expect(room.y + room.height).toBeCloseTo(frames[i]!.y, 6);
      const end = frames[i + 1]?.x ?? placement.x + line.width * placement.scale;
      expect(room.x + room.width).toBeCloseTo(end - 8, 6);
    }
  });
});
