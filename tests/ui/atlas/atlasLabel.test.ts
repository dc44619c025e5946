import { expect, it } from 'vitest';
import { labelIn } from '../../../src/ui/atlas/atlasLabel';

/** A surface of 300 x 200 with letters of 6 pixels; ideographs are 12 wide. */
const context = {
  canvas: { width: 300, height: 200 },
  measureText: (text: string) => ({ width: [...text].reduce((sum, letter) => sum + (letter > '\u3000' ? 12 : 6), 0) }),
} as unknown as CanvasRenderingContext2D;
const surface = { context, ink: { font: '10px mono' }, pixelRatio: 1 };
const name = 'block_12/conv_3/weights';

it('shows the complete name where it fits, and otherwise both of its ends', () => {
  expect(labelIn({ x: 10, y: 20, width: 200, height: 20 }, name, '', surface)?.name).toBe(name);
  expect(labelIn({ x: 10, y: 20, width: 13 + 13 * 6, height: 20 }, name, '', surface)?.name).toBe('block_…eights');
});

it('leaves room for the count, which has precedence', () => {
  const narrow = labelIn({ x: 10, y: 20, width: 13 + 13 * 6, height: 20 }, name, '802', surface);
  expect(narrow).toMatchObject({ name: 'bloc…ghts', count: '802' });
  expect(labelIn({ x: 10, y: 20, width: 40, height: 20 }, name, '802,816', surface)).toMatchObject({
    name: '',
    count: '',
  });
});

it('stays on the surface while its frame is partly outside', () => {
  const left = labelIn({ x: -100, y: 20, width: 200, height: 20 }, name, '', surface)!;
  expect(left).toMatchObject({ x: 4, width: 96, name: 'block_…eights' });
  const right = labelIn({ x: 200, y: 20, width: 500, height: 20 }, name, '', surface)!;
  expect(right.x + right.width).toBe(296);
  expect(13 + right.name.length * 6).toBeLessThanOrEqual(right.width);
});

it('is absent without room for a dot, above the surface, and where lines of tensors are close', () => {
  expect(labelIn({ x: 10, y: 20, width: 12, height: 20 }, name, '', surface)).toBeUndefined();
  expect(labelIn({ x: 10, y: -12, width: 100, height: 20 }, name, '', surface)).toBeUndefined();
  expect(labelIn({ x: 10, y: 20, width: 100, height: 15 }, name, '', surface)).toBeUndefined();
});

it('measures names of wide letters', () => {
  const wide = labelIn({ x: 10, y: 20, width: 13 + 60, height: 20 }, '重み行列の名前', '', surface)!;
  expect(context.measureText(wide.name).width).toBeLessThanOrEqual(60);
  expect(wide.name).toMatch(/^重.*…/);
});
