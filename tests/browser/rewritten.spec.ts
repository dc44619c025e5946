// Runs samples and rewritten copies of them in LiteRT.js. The runtime must read the same weights from both.
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import type { PlannedEncoding } from '../../src/rewrite/plan';
import { liteRtPage } from '../support/liteRtPage';
import { seededRandom } from '../support/matrices';
import { rewritten } from '../support/rewritten';

// All tests share a page, so they run in one worker. After a failure there is a new page.
test.describe.configure({ mode: 'default' });
let page: Page;
const errors: string[] = [];

test.beforeAll(async ({ browser }) => {
  page = await liteRtPage(browser, errors);
});

test.afterAll(() => page.close());

const convolution = 3;
const dense = 5;

const sample = (name: string) => new Uint8Array(readFileSync(`public/samples/${name}.tflite`));
const random = seededRandom(3);
const image = {
  shape: [1, 28, 28, 1],
  values: Array.from({ length: 28 * 28 }, () => Math.floor(random() * 256) / 256),
};

async function outputOf(file: Uint8Array, { shape, values }: typeof image): Promise<number[]> {
  errors.length = 0;
  const output = await page.evaluate(
    async ({ model, shape, values }) => {
      const { loadAndCompile, Tensor } = await import('@litertjs/core');
      const bytes = Uint8Array.from(atob(model), (character) => character.charCodeAt(0));
      const compiled = await loadAndCompile(bytes, { accelerator: 'wasm' });
      const tensor = new Tensor(Float32Array.from(values), [...shape]);
      const [output] = await compiled.run([tensor]);
      const result = [...(await output!.data())];
      for (const used of [tensor, output!, compiled]) used.delete();
      return result;
    },
    { model: Buffer.from(file).toString('base64'), shape, values },
  );
  expect(errors).toEqual([]);
  return output;
}

async function packedOutput(name: string, encoding: PlannedEncoding, ...tensors: number[]): Promise<number[]> {
  const planned = tensors.map((tensor) => ({ subgraph: 0, tensor, encoding }));
  const { bytes } = await rewritten(sample(name), planned);
  return outputOf(bytes, image);
}

test('FLOAT32 weights behind DENSIFY give the same outputs, bit by bit', async () => {
  const expected = await outputOf(sample('mnist-2by4-float32'), image);
  expect(await packedOutput('mnist-2by4-float32', 'block:1x4', convolution)).toEqual(expected);
  expect(await packedOutput('mnist-2by4-float32', 'block:1x16', dense)).toEqual(expected);
});

test('FULLY_CONNECTED reads FLOAT32 weights in CSR and in blocks of 1x4, and adds them in another order', async () => {
  const expected = await outputOf(sample('mnist-2by4-float32'), image);
  for (const encoding of ['csr', 'block:1x4'] as const) {
    const output = await packedOutput('mnist-2by4-float32', encoding, dense);
    expect(Math.max(...output.map((value, i) => Math.abs(value - expected[i]!))), encoding).toBeLessThan(1e-5);
  }
});

test('FULLY_CONNECTED reads INT8 weights in blocks of 1x16 with the same outputs, bit by bit', async () => {
  const expected = await outputOf(sample('mnist-2by4-int8'), image);
  expect(await packedOutput('mnist-2by4-int8', 'block:1x16', dense)).toEqual(expected);
});

test('INT8 weights behind DENSIFY and DEQUANTIZE give the outputs of the stored-sparse sample, bit by bit', async () => {
  const expected = await outputOf(sample('mnist-2by4-int8-stored-sparse'), image);
  expect(await packedOutput('mnist-2by4-int8', 'csr', convolution, dense)).toEqual(expected);
});
