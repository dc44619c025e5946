// Runs the sample models in LiteRT.js in headless Chromium on the 10,000 test digits of MNIST, to check that they work.
//
//   npm run sample:verify
//
// Names of models after -- verify only these:
//
//   npm run sample:verify -- mnist-unpruned-float32
//
// The stored-sparse model must give the same scores as its dense copy, which `npm run sample:write` saves to .cache/sample/.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { type Digits, imageSize } from '../../src/training/mnist';
import { chromiumArguments, chromiumPath } from '../chromium';
import { openLiteRt } from './liteRt';
import { digits } from './mnist';

const chunk = 1000; // digits per call into the page
const leastAccuracy = 0.98; // of the float32 models
const largestDifference = 0.005; // from the pruned float32 model, of the int8 models

const allNames = [
  'mnist-2by4-float32',
  'mnist-2by4-int8',
  'mnist-2by4-int8-12-violations',
  'mnist-2by4-int8-stored-sparse',
  'mnist-2by4-int8-dense-twin',
  'mnist-unpruned-float32',
] as const;
const chosen = process.argv.slice(2);
const names = allNames.filter((name) => chosen.length === 0 || chosen.includes(name));
const folders = ['../../public/samples/', '../../.cache/sample/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

type Result = { readonly scores: readonly number[][]; readonly accuracy: number };

const browser = await chromium.launch({ executablePath: await chromiumPath(), args: chromiumArguments });
try {
  const test = digits('t10k');
  const results = new Map<(typeof allNames)[number], Result>();
  for (const name of names) {
    const began = Date.now();
    // A new page for each model, because the memory of LiteRT's module never shrinks.
    const page = await browser.newPage();
    const result = await resultOf(page, `${name}.tflite`, test);
    await page.close();
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    console.log(`${name}.tflite: ${(100 * result.accuracy).toFixed(2)} % of ${test.count} digits, ${seconds} s`);
    results.set(name, result);
  }

  for (const name of names.filter((name) => name.endsWith('float32'))) {
    if (results.get(name)!.accuracy < leastAccuracy) fail(`expected: ${name} at least 98 %`);
  }
  const float = results.get('mnist-2by4-float32');
  for (const [name, { accuracy }] of results) {
    if (!float || !name.startsWith('mnist-2by4-int8')) continue;
    if (Math.abs(accuracy - float.accuracy) > largestDifference) fail(`expected: ${name} within 0.5 points of float32`);
  }
  const sparse = results.get('mnist-2by4-int8-stored-sparse')?.scores;
  const twin = results.get('mnist-2by4-int8-dense-twin')?.scores;
  if (sparse && twin) {
    const differing = twin.filter((row, digit) => row.some((score, place) => score !== sparse[digit]![place])).length;
    console.log(
      `the stored-sparse model and its dense copy give different scores for ${differing} of ${test.count} digits`,
    );
    if (differing > 0) fail('expected: the same scores, to the last bit');
  }
} finally {
  await browser.close();
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

function pathOf(file: string): string {
  const path = folders.map((folder) => join(folder, file)).find(existsSync);
  if (!path) throw new Error(`${file} is missing; npm run sample:write creates it`);
  return path;
}

async function resultOf(page: Page, file: string, { count, images, labels }: Digits): Promise<Result> {
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await openLiteRt(page, (path) => readFile(pathOf(path)));
  const model = await page.evaluateHandle(async (file) => {
    const { loadAndCompile } = await import('@litertjs/core');
    return loadAndCompile(`/${file}`, { accelerator: 'wasm' });
  }, file);
  const scores: number[][] = [];
  for (let start = 0; start < count; start += chunk) {
    const pixels = Buffer.from(images.subarray(start * imageSize, (start + chunk) * imageSize)).toString('base64');
    const found = await model.evaluate(async (model, pixels) => {
      const { Tensor } = await import('@litertjs/core');
      const bytes = Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
      const found: number[][] = [];
      for (let start = 0; start < bytes.length; start += 784) {
        const input = new Tensor(
          Float32Array.from(bytes.subarray(start, start + 784), (byte) => byte / 255),
          [1, 28, 28, 1],
        );
        const [output] = await model.run([input]);
        found.push([...(await output!.data())]);
        input.delete();
        output!.delete();
      }
      return found;
    }, pixels);
    scores.push(...found);
  }
  const correct = scores.filter((row, digit) => row.indexOf(Math.max(...row)) === labels[digit]).length;
  return { scores, accuracy: correct / count };
}
