import fc from 'fast-check';
import { expect, it } from 'vitest';
import { colourings } from '../../src/heatmap/colouring';
import { defaultView } from '../../src/sparsity/matrixView';
import { parsePattern, patternText } from '../../src/sparsity/pattern';
import { decodeLink, encodeLink, type LinkState } from '../../src/state/link';

const defaults: LinkState = {
  pattern: { zeros: 2, of: 4 },
  view: defaultView,
  color: 'nonzero',
  engine: 'auto',
  theme: 'auto',
};

it('leaves defaults out, so that the plain page has no fragment', () => {
  expect(encodeLink(defaults)).toBe('');
  expect(decodeLink('')).toEqual(defaults);
});

it('writes a link that a person can read', () => {
  const window = { rowStart: 0, rowEnd: 24, columnStart: 8, columnEnd: 32 };
  const link = encodeLink({
    ...defaults,
    model: 'https://host/a/b.tflite',
    tensor: '0:5',
    tensorName: 'dense/MatMul;x',
    window,
    engine: 'cpu',
  });
  expect(link).toBe(
    'v=1&model=https://host/a/b.tflite&tensor=0:5&tensorName=dense/MatMul;x&rows=0:24&columns=8:32&engine=cpu',
  );
});

it('passes over a field that is broken, and keeps the others', () => {
  expect(decodeLink('#v=1&rows=9:3&columns=0:4&pattern=4,4&tensor=5&engine=quantum&theme=dark&size=-1')).toEqual({
    ...defaults,
    theme: 'dark',
  });
});

it('takes a window only when rows and columns are both there', () => {
  expect(decodeLink('#rows=0:24').window).toBeUndefined();
});

it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'blob:x'])('does not open %s', (address) => {
  expect(decodeLink(`#model=${encodeURIComponent(address)}`).model).toBeUndefined();
});

it('reads nothing into a link of a later version', () => {
  expect(decodeLink('#v=2&theme=dark')).toEqual(defaults);
});

const range = fc.tuple(fc.nat(1e9), fc.integer({ min: 1, max: 1e9 })).map(([start, length]) => [start, start + length]);
const link = fc.record(
  {
    model: fc.webUrl({ withQueryParameters: true }).map((address) => new URL(address).href),
    name: fc.string({ minLength: 1, unit: 'binary' }),
    size: fc.integer({ min: 1 }),
    tensor: fc.tuple(fc.nat(1e6), fc.nat(1e6)).map(([subgraph, tensor]) => `${subgraph}:${tensor}`),
    tensorName: fc.string({ minLength: 1, unit: 'binary' }),
    window: fc.tuple(range, range).map(([rows, columns]) => ({
      rowStart: rows[0],
      rowEnd: rows[1],
      columnStart: columns[0],
      columnEnd: columns[1],
    })),
    pattern: fc
      .integer({ min: 2, max: 64 })
      .chain((of) => fc.integer({ min: 1, max: of - 1 }).map((zeros) => ({ zeros, of }))),
    view: fc.record({
      layout: fc.oneof(fc.constantFrom(undefined, 'rows', 'filters'), fc.record({ h: fc.nat(9999), w: fc.nat(9999) })),
      transposed: fc.boolean(),
    }),
    color: fc.constantFrom(...colourings),
    engine: fc.constantFrom('auto', 'cpu', 'wasm', 'webgpu'),
    theme: fc.constantFrom('auto', 'light', 'dark'),
  },
  { requiredKeys: ['pattern', 'view', 'color', 'engine', 'theme'] },
) as fc.Arbitrary<LinkState>;

it('reads back whatever it writes', () => {
  fc.assert(
    fc.property(link, (state) => {
      expect(decodeLink(`#${encodeLink(state)}`)).toEqual(state);
    }),
  );
});

it('writes a name that is no well-formed text all the same', () => {
  expect(decodeLink(encodeLink({ ...defaults, name: 'a\ud800b' })).name).toBe('a\ufffdb');
});

it('never throws, whatever stands in the fragment', () => {
  const mangled = fc.tuple(link, fc.nat(), fc.string({ unit: 'binary' })).map(([state, at, junk]) => {
    const text = encodeLink(state);
    const place = at % (text.length + 1);
    return text.slice(0, place) + junk + text.slice(place + junk.length);
  });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), mangled), (fragment) => {
      const state = decodeLink(`#${fragment}`);
      expect(parsePattern(patternText(state.pattern))).toEqual(state.pattern);
    }),
    { numRuns: 10_000 },
  );
});
