import { expect, it } from 'vitest';
import type { Rectangle } from '../../../src/heatmap/viewport';
import { labelIn } from '../../../src/ui/atlas/atlasLabel';

/** A surface of 300 x 200 with letters of 6 pixels; ideographs are 12 wide. */
const context = {
  canvas: { width: 300, height: 200 },
  measureText: (text: string) => ({ width: [...text].reduce((sum, letter) => sum + (letter > '\u3000' ? 12 : 6), 0) }),
} as unknown as CanvasRenderingContext2D;
const surface = { context, ink: { font: '10px mono' }, pixelRatio: 1 };
/** The label above a frame that has no width of its own. */
function labelOf(above: Rectangle, text: string, count: string) {
  return labelIn({ ...above, width: 1 }, above, text, count, surface);
}

const name = 'block_12/conv_3/weights';

it('shows the complete name where it fits, and otherwise both of its ends', () => {
  expect(labelOf({ x: 10, y: 20, width: 200, height: 20 }, name, '')?.name).toBe(name);
  expect(labelOf({ x: 10, y: 20, width: 13 + 13 * 6, height: 20 }, name, '')?.name).toBe('block_…eights');
});

it('leaves room for the count, which has precedence', () => {
  const narrow = labelOf({ x: 10, y: 20, width: 13 + 13 * 6, height: 20 }, name, '802');
  expect(narrow).toMatchObject({ name: 'bloc…ghts', count: '802' });
  expect(labelOf({ x: 10, y: 20, width: 40, height: 20 }, name, '802,816')).toMatchObject({
    name: '',
    count: '',
  });
});

it('stays on the surface while its frame is partly outside', () => {
  const left = labelOf({ x: -100, y: 20, width: 200, height: 20 }, name, '')!;
  expect(left).toMatchObject({ x: 4, width: 96, name: 'block_…eights' });
  const right = labelOf({ x: 200, y: 20, width: 500, height: 20 }, name, '')!;
  expect(right.x + right.width).toBe(296);
  expect(13 + right.name.length * 6).toBeLessThanOrEqual(right.width);
});

it('is absent without room for a dot, above the surface, and where lines of tensors are close', () => {
  expect(labelOf({ x: 10, y: 20, width: 12, height: 20 }, name, '')).toBeUndefined();
  expect(labelOf({ x: 10, y: -12, width: 100, height: 20 }, name, '')).toBeUndefined();
  expect(labelOf({ x: 10, y: 20, width: 100, height: 15 }, name, '')).toBeUndefined();
});

it('measures names of wide letters', () => {
  const wide = labelOf({ x: 10, y: 20, width: 13 + 60, height: 20 }, '重み行列の名前', '')!;
  expect(context.measureText(wide.name).width).toBeLessThanOrEqual(60);
  expect(wide.name).toMatch(/^重.*…/);
});

it('ends with its frame, unless a longer text has room', () => {
  const above = { x: 10, y: 20, width: 250, height: 20 };
  const end = (width: number) => {
    const label = labelIn({ ...above, width }, above, name, '12', surface)!;
    return [label.name, label.x + label.width];
  };
  expect(end(200)).toEqual([name, 210]);
  expect(end(20)).toEqual([name, 10 + 13 + (name.length + 3) * 6]);
});

it('has no name of fewer than six letters', () => {
  expect(labelOf({ x: 10, y: 20, width: 13 + 35, height: 20 }, name, '')).toMatchObject({ name: '', count: '' });
  expect(labelOf({ x: 10, y: 20, width: 13 + 18, height: 20 }, 'add', '')?.name).toBe('add');
});
