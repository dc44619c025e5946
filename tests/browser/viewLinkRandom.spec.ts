import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { type Coloring, colorings } from '../../src/heatmap/coloring';
import { decodeLink } from '../../src/link/link';
import { buildModel } from '../support/buildModel';
import { seededRandom } from '../support/matrices';
import { chooseFile, expect, goToFragment, heatmap, linkFields, test, waitForMap } from '../support/pageObjects';

// The address opened in a second page of the same size gives the same pixels: 100 random moves, over all views and colorings.

type ModelCases = {
  readonly what: string;
  /** The fields of the link that name the model. Without them, the file is chosen in both pages. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly file?: { readonly name: string; readonly bytes: Uint8Array };
  readonly tensors: readonly (readonly [tensor: string, views: readonly string[]])[];
};

type Case = { readonly model: ModelCases; readonly tensor: string; readonly view: string; readonly color: Coloring };

const plain = ['', 'transposed'] as const;
const convolution = [
  ...plain,
  'filters',
  'filters,transposed',
  'taps',
  'taps,transposed',
  'tap:1,2',
  'tap:0,0,transposed',
];

const models: readonly ModelCases[] = [
  {
    what: 'float32, compared with int8',
    fields: { model: 'samples/mnist-2by4-float32.tflite', compare: 'samples/mnist-2by4-int8.tflite' },
    tensors: [
      ['0:5', plain],
      ['0:3', convolution],
    ],
  },
  {
    what: 'int8 with violations',
    fields: { model: 'samples/mnist-2by4-int8-12-violations.tflite' },
    tensors: [
      ['0:5', plain],
      ['0:3', convolution],
      ['0:1', convolution],
      ['0:7', plain],
    ],
  },
  {
    what: 'stored sparse',
    fields: { model: 'samples/mnist-2by4-int8-stored-sparse.tflite' },
    tensors: [
      ['0:5', plain],
      ['0:3', convolution],
    ],
  },
  {
    what: 'unusual shapes',
    file: { name: 'shapes.tflite', bytes: unusualShapes() },
    tensors: [
      ['0:1', plain],
      ['0:2', plain],
      ['0:3', convolution],
      ['0:4', plain],
    ],
  },
  {
    what: 'unusual names',
    file: { name: 'names.tflite', bytes: readFileSync('tests/models/names.tflite') },
    tensors: [
      ['0:0', plain],
      ['0:3', plain],
      ['0:9', plain],
    ],
  },
];

/** A row, a column, a convolution of 3 x 4 taps, and a single weight. */
function unusualShapes(): Uint8Array {
  const random = seededRandom(7);
  const dataOf = (length: number) =>
    Int8Array.from({ length }, () => (random() < 0.6 ? 0 : Math.floor(random() * 200) - 100));
  const shapes = [
    [1, 3001],
    [1201, 1],
    [7, 3, 4, 13],
    [1, 1],
  ];
  return buildModel({
    tensors: [
      { name: 'input' },
      ...shapes.map((shape, i) => ({
        name: `shape ${i}`,
        shape,
        type: 'INT8' as const,
        data: dataOf(shape.reduce((product, size) => product * size, 1)),
      })),
      { name: 'output' },
    ],
    operators: shapes.map(({ length }, i) => ({
      code: length === 4 ? ('CONV_2D' as const) : ('FULLY_CONNECTED' as const),
      inputs: [0, i + 1, -1],
      outputs: [shapes.length + 1],
    })),
  });
}

const screens = [
  { viewport: { width: 1400, height: 900 }, deviceScaleFactor: 1 },
  { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  { viewport: { width: 1013, height: 677 }, deviceScaleFactor: 1 },
  { viewport: { width: 811, height: 533 }, deviceScaleFactor: 2 },
];
const tries = 100;

// Another seed tries other moves.
const seed = Number(process.env.PRUNESCOPE_SEED ?? 20261127);

/** An integer from 0 to below the argument. */
type Random = (below: number) => number;

function randomOf(seed: number): Random {
  const draw = seededRandom(seed);
  return (below) => Math.floor(draw() * below);
}

function pick<T>(random: Random, of: readonly T[]): T {
  return of[random(of.length)]!;
}

function shuffled<T>(random: Random, of: readonly T[]): T[] {
  const rest = [...of];
  return of.map(() => rest.splice(random(rest.length), 1)[0]!);
}

/** Each view with each coloring, about twice, in a model that has both; a part for each screen, sorted by model. */
function plannedCases(): readonly (readonly Case[])[] {
  const random = randomOf(seed);
  const pairs = convolution.flatMap((view) => colorings.map((color) => ({ view, color })));
  const cases = shuffled(random, [...pairs, ...pairs, ...shuffled(random, pairs)].slice(0, tries)).map((pair) => {
    const options = models.flatMap((model) =>
      pair.color === 'compare' && !model.fields?.compare
        ? []
        : model.tensors.flatMap(([tensor, views]) => (views.includes(pair.view) ? [{ ...pair, model, tensor }] : [])),
    );
    const model = pick(random, [...new Set(options.map(({ model }) => model))]);
    return pick(
      random,
      options.filter((option) => option.model === model),
    );
  });
  return screens.map((_, screen) =>
    cases
      .filter((_, i) => i % screens.length === screen)
      .sort((a, b) => models.indexOf(a.model) - models.indexOf(b.model)),
  );
}

/** One to four moves by wheel, pointer, key or button. */
async function moveAtRandom(page: Page, random: Random): Promise<void> {
  const { x: left, y: top, width, height } = (await heatmap(page).boundingBox())!;
  for (let move = random(4); move >= 0; move--) {
    const [x, y] = [left + (width * (10 + random(80))) / 100, top + (height * (10 + random(80))) / 100];
    const kind = random(4);
    if (kind === 0) {
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, (random(60) - 35) * 10);
    } else if (kind === 1) {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + random(300) - 150, y + random(200) - 100);
      await page.mouse.up();
    } else {
      await heatmap(page).focus();
      await page.keyboard.press(pick(random, keys));
    }
  }
  await page.mouse.move(0, 0);
}

const keys = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Shift+ArrowRight',
  'Shift+ArrowDown',
  '+',
  '+',
  '-',
  '0',
];

/**
 * The fragment of the address once it has all moves: they reach it before the coloring that is chosen after them. The first of two colorings can reach
 * it before the moves, since the address is also written when the other tensors of a link's model are counted.
 */
async function addressAfter(page: Page, color: Coloring): Promise<string> {
  const fragment = () => new URL(page.url()).hash.slice(1);
  for (const chosen of [color === 'blocks' ? 'density' : 'blocks', color] as const) {
    await page.getByLabel('Color').selectOption(chosen);
    await expect.poll(() => decodeLink(fragment()).color).toBe(chosen);
  }
  return fragment();
}

/** The size and SHA-256 of the pixels of the map, its margins and its overview. */
function pixelsOf(page: Page): Promise<string> {
  return page.locator('.map-frame').evaluate(async (frame) => {
    const texts = [...frame.querySelectorAll('canvas')].map(async (canvas) => {
      const { width, height } = canvas;
      if (width === 0 || height === 0 || !canvas.checkVisibility()) return 'none';
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
      return `${width}x${height} ${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    });
    return (await Promise.all(texts)).join('\n');
  });
}

async function expectSamePixels(page: Page, other: Page): Promise<void> {
  const shown = (of: Page) =>
    heatmap(of).evaluate(({ dataset: { state, tensor, rows, columns } }) => ({ state, tensor, rows, columns }));
  await expect.poll(() => shown(other)).toEqual({ ...(await shown(page)), state: 'ready' });
  // Numbers in cells, magnitudes and comparisons appear after the map.
  await expect
    .poll(async () => (await pixelsOf(other)) === (await pixelsOf(page)), { intervals: [10, 20, 50, 100] })
    .toBe(true);
}

/** Opens the model of a case in a page. @returns the fields of the link that name it */
async function openModel(page: Page, { fields, file }: ModelCases): Promise<Readonly<Record<string, string>>> {
  if (fields) {
    await goToFragment(page, String(new URLSearchParams(fields)));
    return fields;
  }
  await chooseFile(page, file!);
  await expect.poll(() => linkFields(page).name).toBe(file!.name);
  return { name: file!.name, size: String(file!.bytes.length) };
}

for (const [number, screen] of screens.entries()) {
  const { viewport, deviceScaleFactor } = screen;
  test.describe(`${viewport.width} x ${viewport.height} at ${deviceScaleFactor}`, () => {
    test.use(screen);

    test('the address opens to the same pixels after random moves', async ({ page, context }) => {
      const random = randomOf(seed + number + 1);
      const other = await context.newPage();
      await Promise.all([page, other].map((each) => each.goto('/')));
      let open: ModelCases | undefined;
      let fields: Readonly<Record<string, string>> | undefined;
      for (const { model, tensor, view, color } of plannedCases()[number]!) {
        const name = `seed ${seed}: ${model.what}, tensor ${tensor}, view ${view || 'as stored'}, ${color}`;
        await test.step(name, async () => {
          if (model !== open) [fields] = await Promise.all([page, other].map((each) => openModel(each, model)));
          open = model;
          const before = color === 'nonzero' ? 'density' : 'nonzero';
          const start = { ...fields, tensor, view, color: before, theme: 'light' };
          await goToFragment(page, String(new URLSearchParams(start)));
          await waitForMap(page, tensor);
          await expect(page.getByLabel('Color')).toHaveValue(before);
          await moveAtRandom(page, random);
          await goToFragment(other, await addressAfter(page, color));
          await expectSamePixels(page, other);
        });
      }
    });
  });
}
