import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fragmentOf, viewAttributes, viewOfAttributes, viewOfFragment } from '../../src/embed/viewFields';
import { decodeLink } from '../../src/link/link';

function element(attributes: Readonly<Record<string, string>>): Element {
  return { getAttribute: (name: string) => attributes[name] ?? null } as unknown as Element;
}

it('reads attributes as fields of the link', () => {
  const view = viewOfAttributes(
    element({ src: 'm.tflite', tensor: '0:5', 'tensor-name': 'a b', rows: '0:24', height: '9' }),
  );
  expect(view).toEqual({ tensor: '0:5', tensorName: 'a b', rows: '0:24' });
  expect(fragmentOf(view)).toBe('v=1&tensor=0%3A5&tensorName=a+b&rows=0%3A24');
});

it('writes fragments that the link decodes', () => {
  const link = decodeLink(
    fragmentOf({ tensor: '0:5', tensorName: 'a&b=c', rows: '0:24', columns: '4:8', pattern: '4,8', color: 'blocks' }),
  );
  expect(link).toMatchObject({
    tensor: '0:5',
    tensorName: 'a&b=c',
    window: { rowStart: 0, rowEnd: 24, columnStart: 4, columnEnd: 8 },
    pattern: { zeros: 4, of: 8 },
    color: 'blocks',
  });
});

it('reads the view that it wrote, without the model and empty fields', () => {
  const anyView = fc.record(
    Object.fromEntries(
      Object.keys(viewOfAttributes(element(full()))).map((name) => [
        name,
        fc.string({ minLength: 1, unit: 'grapheme' }),
      ]),
    ),
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anyView, (view) => {
      expect(viewOfFragment(fragmentOf({ model: 'https://h/m', ...view }))).toEqual(view);
    }),
  );
});

function full(): Record<string, string> {
  return Object.fromEntries(viewAttributes.map((name) => [name, 'x']));
}
