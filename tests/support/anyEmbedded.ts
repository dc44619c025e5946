import fc from 'fast-check';
import type { Embedded } from '../../src/exports/snippets';
import { colorings } from '../../src/heatmap/coloring';
import { parsePattern } from '../../src/sparsity/pattern';
import { parseView } from '../../src/views/matrixView';
import { delimiterText } from './delimiterText';

const range = fc.tuple(fc.nat(1e6), fc.integer({ min: 1, max: 1e4 })).map(([start, length]) => [start, start + length]);
const window = fc.tuple(range, range).map(([rows, columns]) => ({
  rowStart: rows[0]!,
  rowEnd: rows[1]!,
  columnStart: columns[0]!,
  columnEnd: columns[1]!,
}));

/** A model at a URL, or a local file. */
const place = fc.oneof(
  fc.record({ model: fc.oneof(fc.webUrl(), fc.constantFrom('samples/a.tflite', "https://h/it's(1)[2].tflite")) }),
  fc.record(
    { name: delimiterText.map((text) => `m${text}`), size: fc.integer({ min: 1 }) },
    { requiredKeys: ['name'] },
  ),
);

/** Arbitrary views of arbitrary models, with names of any kind. */
export const anyEmbedded: fc.Arbitrary<Embedded> = fc.record({
  base: fc.constantFrom('https://host/', 'http://127.0.0.1:4173/a/b/', "https://host/it's%20(here)/"),
  link: fc
    .tuple(
      place,
      fc.record(
        {
          member: delimiterText,
          tensor: fc.constantFrom('0:5', '12:345'),
          tensorName: delimiterText,
          window,
          threshold: fc.constantFrom(0.01, 1e-7),
          compare: fc.constant('samples/b.tflite'),
        },
        { requiredKeys: [] },
      ),
      fc.record({
        pattern: fc.constantFrom('2,4', '4,8', 'block:1x4').map((text) => parsePattern(text)!),
        view: fc.constantFrom('', 'filters', 'tap:1,2').map(parseView),
        color: fc.constantFrom(...colorings),
        engine: fc.constantFrom('auto', 'cpu'),
        theme: fc.constantFrom('auto', 'light', 'dark'),
      }),
    )
    .map(([place, shown, drawn]) => ({ ...place, ...shown, ...drawn })) as fc.Arbitrary<Embedded['link']>,
  bytes: fc.option(fc.integer({ min: 1 }), { nil: undefined }),
  label: delimiterText,
  height: fc.integer({ min: 120, max: 4000 }),
  withPicture: fc.boolean(),
});
