import fc from 'fast-check';
import { expect, it } from 'vitest';
import { colorings } from '../../src/heatmap/coloring';
import { completeWindow } from '../../src/heatmap/viewport';
import { decodeLink, encodeLink, type LinkState } from '../../src/link/link';
import { fragmentHere } from '../../src/link/linkBase';
import { noteLimits, noteText, parseNote } from '../../src/link/notes';
import { parsePattern, patternText } from '../../src/sparsity/pattern';
import { defaultView, parseView, viewText } from '../../src/views/matrixView';
import { anyNote } from '../support/anyNote';

const defaults: LinkState = {
  pattern: { zeros: 2, of: 4 },
  view: defaultView,
  color: 'nonzero',
  engine: 'auto',
  theme: 'auto',
};

it('leaves defaults out: without fields there is no fragment', () => {
  expect(encodeLink(defaults)).toBe('');
  expect(decodeLink('')).toEqual(defaults);
});

it('has the coloring of a comparison by default if there is a second model', () => {
  const compare = 'https://host/b.tflite';
  expect(decodeLink(`compare=${compare}`).color).toBe('compare');
  expect(encodeLink({ ...defaults, compare, color: 'compare' })).toBe(`v=1&compare=${compare}`);
  expect(encodeLink({ ...defaults, compare })).toBe(`v=1&color=nonzero&compare=${compare}`);
});

it('writes a readable link', () => {
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

it('ignores an invalid field and keeps the others', () => {
  expect(decodeLink('#v=1&rows=9:3&columns=0:4&pattern=4,4&tensor=5&engine=quantum&theme=dark&size=-1')).toEqual({
    ...defaults,
    theme: 'dark',
  });
});

it('writes the hash of the file, the second model, notes and the snapshot', () => {
  const link = encodeLink({
    ...defaults,
    name: 'a.tflite',
    size: 123,
    sha256: 'ab12'.repeat(16),
    threshold: 0.01,
    compare: 'https://host/b.tflite',
    color: 'compare',
    theme: 'dark',
    notes: [
      { tensor: '0:5', anchor: { kind: 'block', row: 93, block: 511 }, author: 'TM', text: 'Why is this kept?' },
      { tensor: '0:5', anchor: { kind: 'tensor' }, author: '', text: 'a&b' },
    ],
    snapshot: 'eJw-_0',
  });
  expect(link).toBe(
    `v=1&name=a.tflite&size=123&sha256=${'ab12'.repeat(16)}&threshold=0.01&compare=https://host/b.tflite&theme=dark` +
      '&note=0:5/b:93,511;TM;Why%20is%20this%20kept%3F&note=0:5/t;;a%26b&snapshot=eJw-_0',
  );
});

it.each([
  'sha256=AB12',
  `sha256=${'AB'.repeat(32)}`,
  `sha256=${'a'.repeat(65)}`,
  'compare=javascript:alert(1)',
  'threshold=-1',
  'threshold=Infinity',
  'threshold=1e999',
  'threshold=0x10',
  'snapshot=a%20b',
  'snapshot=a%2Bb',
  'note=0:5;Why?',
  `name=${'x'.repeat(8193)}`,
])('passes over %s', (broken) => {
  expect(decodeLink(`${broken}&theme=dark`)).toStrictEqual({ ...defaults, theme: 'dark' });
});

it('ignores invalid notes and those beyond the maximum', () => {
  const many = Array.from({ length: noteLimits.notes + 5 }, (_, i) => `note=0:${i}/t;;x`);
  const { notes } = decodeLink(['note=x', ...many].join('&'));
  expect(notes).toHaveLength(noteLimits.notes);
  expect(notes?.[0].tensor).toBe('0:0');
});

it('reads a window only if both rows and columns are given', () => {
  expect(decodeLink('#rows=0:24').window).toBeUndefined();
});

it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'blob:x'])('does not open %s', (address) => {
  expect(decodeLink(`#model=${encodeURIComponent(address)}`).model).toBeUndefined();
});

it('reads and writes windows with up to three decimals of a weight', () => {
  const window = { rowStart: 0.125, rowEnd: 24, columnStart: 8.5, columnEnd: 32.001 };
  expect(decodeLink('#rows=0.125:24&columns=8.500:32.001').window).toEqual(window);
  expect(encodeLink({ ...defaults, window })).toBe('v=1&rows=0.125:24&columns=8.5:32.001');
  const longer = { ...window, rowStart: 1 / 3, columnEnd: 200 / 3 };
  expect(encodeLink({ ...defaults, window: longer })).toBe('v=1&rows=0.333:24&columns=8.5:66.667');
});

it.each(['0.1234:2', '0:1234567890123.5', '.5:2', '1.:2', '1e1:20', '-1:2', '2.001:2.001', '3:2.999', '0:1.5.2'])(
  'ignores the invalid range %s',
  (rows) => {
    expect(decodeLink(`#rows=${rows}&columns=0:4`).window).toBeUndefined();
  },
);

it('ignores all fields of a later version', () => {
  expect(decodeLink('#v=2&theme=dark')).toEqual(defaults);
});

// Weights, in whole numbers or with three decimals.
const range = fc
  .tuple(fc.nat(1e9), fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(1, 1000))
  .map(([start, length, unit]) => [start / unit, (start + length) / unit]);
const link = fc.record(
  {
    model: fc.webUrl({ withQueryParameters: true }).map((address) => new URL(address).href),
    name: fc.string({ minLength: 1, unit: 'binary' }),
    member: fc.string({ minLength: 1, unit: 'binary' }),
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
    color: fc.constantFrom(...colorings),
    sha256: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
    threshold: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    compare: fc.webUrl().map((address) => new URL(address).href),
    notes: fc.array(anyNote, { minLength: 1, maxLength: 5 }),
    snapshot: fc.base64String({ minLength: 4 }).map((text) => text.replace(/\W/g, '-')),
    engine: fc.constantFrom('auto', 'cpu', 'wasm', 'webgpu'),
    theme: fc.constantFrom('auto', 'light', 'dark'),
  },
  { requiredKeys: ['pattern', 'view', 'color', 'engine', 'theme'] },
) as fc.Arbitrary<LinkState>;

it('decodes what it encodes', () => {
  fc.assert(
    fc.property(link, (state) => {
      expect(decodeLink(`#${encodeLink(state)}`)).toEqual(state);
    }),
  );
});

it('encodes a name with lone surrogates', () => {
  expect(decodeLink(encodeLink({ ...defaults, name: 'a\ud800b' })).name).toBe('a\ufffdb');
});

const pieces = [
  '&',
  '=',
  ';',
  ':',
  '/',
  ',',
  '%',
  '#',
  'v=2',
  'rows=',
  'columns=9:',
  'pattern=block:',
  'note=0:5/b:',
  'snapshot=',
];
const mangled = fc
  .tuple(link, fc.nat(), fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...pieces)), fc.nat(9))
  .map(([state, at, junk, removed]) => {
    const text = encodeLink(state);
    const place = at % (text.length + 1);
    return text.slice(0, place) + junk + text.slice(place + removed);
  });
const anyFragment = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces, '1', '0:24', 'x')).map((parts) => parts.join('')),
  mangled,
);

const optionalFields = [
  ...['model', 'compare', 'name', 'member', 'tensor', 'tensorName', 'window'],
  ...['sha256', 'size', 'threshold', 'snapshot', 'notes'],
];

function expectInBounds(state: LinkState): void {
  expect(parsePattern(patternText(state.pattern))).toEqual(state.pattern);
  expect(parseView(viewText(state.view))).toEqual(state.view);
  expect(colorings).toContain(state.color);
  expect(['auto', 'cpu', 'wasm', 'webgpu']).toContain(state.engine);
  expect(['auto', 'light', 'dark']).toContain(state.theme);
  for (const address of [state.model, state.compare]) expect(address ?? 'http://').toMatch(/^https?:\/\//);
  for (const name of [state.name, state.member, state.tensorName]) expect(name?.length ?? 1).toBeGreaterThan(0);
  const { rowStart, rowEnd, columnStart, columnEnd } = state.window ?? completeWindow({ rowCount: 1, columnCount: 1 });
  for (const place of [rowStart, rowEnd, columnStart, columnEnd]) {
    expect(place).toBeLessThan(1e15);
    expect(String(place)).toMatch(/^\d+(\.\d{1,3})?$/);
  }
  expect(rowStart).toBeLessThan(rowEnd);
  expect(columnStart).toBeLessThan(columnEnd);
  expect(state.tensor ?? '0:5').toMatch(/^\d+:\d+$/);
  expect(state.sha256 ?? 'a'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
  expect(state.size ?? 1).toBeGreaterThan(0);
  expect(state.threshold ?? 0).toSatisfy((threshold: number) => Number.isFinite(threshold) && threshold >= 0);
  expect(state.snapshot ?? 'x').toMatch(/^[A-Za-z0-9_-]+$/);
  for (const note of state.notes ?? []) expect(parseNote(noteText(note))).toEqual(note);
}

it('never throws for any fragment, and encodes the decoded fields to an equal link', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(anyFragment, (fragment) => {
      const state = decodeLink(`#${fragment}`);
      expectInBounds(state);
      expect(decodeLink(encodeLink(state))).toEqual(state);
      for (const field of Object.keys(state)) seen.set(field, (seen.get(field) ?? 0) + 1);
    }),
    { numRuns: 3_000 },
  );
  // Of a field that a link does not have there is nothing to show.
  for (const field of optionalFields) expect(seen.get(field), field).toBeGreaterThan(100);
});

it.each([
  ['one field', 'name='.padEnd(1_000_000, 'x')],
  ['fields without number', '&a=b'.repeat(250_000)],
  ['notes without number', '&note='.repeat(170_000)],
  ['notes that are none', '&note=0:5/t;;'.repeat(77_000)],
  ['escapes', `tensorName=${'%ff'.repeat(330_000)}`],
  ['a snapshot', 'snapshot='.padEnd(1_000_000, 'A')],
])('reads a link of a megabyte of %s', (_, fragment) => {
  expectInBounds(decodeLink(fragment));
});

it('has no user names and passwords in its URLs', () => {
  const { model, compare } = decodeLink('model=https://u:secret@a.test/m.tflite&compare=https://token@a.test/n.tflite');
  expect([model, compare]).toEqual(['https://a.test/m.tflite', 'https://a.test/n.tflite']);
});

it.each([
  ['#v=1&model=https://a.test/m.tflite&tensor=0:5', '#v=1&model=https://a.test/m.tflite&tensor=0:5'],
  ['#model=https://u:secret@a.test/m.tflite', '#model=https%3A%2F%2Fa.test%2Fm.tflite'],
  ['#compare=x/m.tflite', '#compare=https%3A%2F%2Fb.test%2Fp%2Fx%2Fm.tflite'],
  ['#model=https://[&theme=dark', '#model=https://[&theme=dark'],
  ['', ''],
])('the fragment %j of another page is %j here', (fragment, here) => {
  expect(fragmentHere(fragment, 'https://b.test/p/')).toBe(here);
});

it('has the goal: a target or a share of zeros', () => {
  const ofTarget = encodeLink({ ...defaults, target: 'ethos-u85', required: true });
  expect(ofTarget).toBe('v=1&target=ethos-u85&required=1');
  expect(decodeLink(ofTarget)).toStrictEqual({ ...defaults, target: 'ethos-u85', required: true });
  expect(encodeLink({ ...defaults, sparsity: 0.8 })).toBe('v=1&sparsity=0.8');
  expect(decodeLink('sparsity=0.8')).toStrictEqual({ ...defaults, sparsity: 0.8 });
  for (const invalid of ['target=gpu', 'sparsity=0', 'sparsity=1.1', 'sparsity=80%', 'sparsity=-1', 'sparsity=x'])
    expect(decodeLink(invalid)).toStrictEqual(defaults);
});

it('reads and writes the atlas and the requirement as 1', () => {
  const link = encodeLink({ ...defaults, atlas: true, required: true });
  expect(link).toBe('v=1&atlas=1&required=1');
  expect(decodeLink(link)).toStrictEqual({ ...defaults, atlas: true, required: true });
  expect(decodeLink('atlas=0&required=yes')).toStrictEqual(defaults);
});
