import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it, vi } from 'vitest';
import { downloadedDigits } from '../../src/training/mnistDownload';
import { mnistFolder } from '../../tools/mnistFiles';

const base = 'https://example.org/app/';
const file = (name: string) => readFileSync(join(mnistFolder(), name));

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Answers all requests. @returns the URLs that are requested */
function serve(respond: (name: string) => Response): string[] {
  const requested: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    requested.push(url);
    return respond(url.split('/').at(-1)!.replace(/\.gz$/, ''));
  });
  return requested;
}

it('reads the first digits, and reports progress up to the end', async () => {
  const requested = serve((name) => new Response(gzipSync(file(name), { level: 1 })));
  const shares: number[] = [];
  const digits = await downloadedDigits(base, 't10k', 500, (loaded, total) => shares.push(loaded / total));
  expect(requested).toEqual([
    `${base}samples/mnist/t10k-images-idx3-ubyte.gz`,
    `${base}samples/mnist/t10k-labels-idx1-ubyte.gz`,
  ]);
  expect(Buffer.compare(digits.images, file('t10k-images-idx3-ubyte').subarray(16, 16 + 500 * 784))).toBe(0);
  expect(Buffer.compare(digits.labels, file('t10k-labels-idx1-ubyte').subarray(8, 8 + 500))).toBe(0);
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

it('reads files that the browser has decompressed', async () => {
  serve((name) => new Response(file(name), { headers: { 'content-encoding': 'gzip' } }));
  const digits = await downloadedDigits(base, 't10k', 3, () => {});
  expect([...digits.labels]).toEqual([7, 2, 1]);
});

it.each([
  {
    what: 'a missing file',
    respond: () => new Response('', { status: 404 }),
    message: /train-images\S+ was not found \(HTTP 404\)/,
  },
  {
    what: 'a file that ends early',
    respond: (name: string) => new Response(gzipSync(file(name).subarray(0, 100))),
    message: /has 100 bytes, but 1,?\d+ are needed/,
  },
  {
    what: 'another file',
    respond: () => new Response(gzipSync(new Uint8Array(4000))),
    message: /expected idx files of MNIST/,
  },
])('reports $what', async ({ respond, message }) => {
  serve(respond);
  await expect(downloadedDigits(base, 'train', 2, () => {})).rejects.toThrow(message);
});
