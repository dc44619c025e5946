import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digitsIn, imageSize } from '../../src/training/mnist';
import { mnistFolder } from '../../tools/mnistFiles';

const [images, labels] = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map(
  (name) => new Uint8Array(readFileSync(join(mnistFolder(), name))),
) as [Uint8Array, Uint8Array];

describe('digitsIn', () => {
  it('reads the 10,000 test digits', () => {
    const digits = digitsIn(images, labels);
    expect(digits.count).toBe(10_000);
    expect(digits.images.length).toBe(10_000 * imageSize);
    // The first digits of the test set are a 7, a 2, a 1 and a 0.
    expect([...digits.labels.subarray(0, 4)]).toEqual([7, 2, 1, 0]);
  });

  it('reads the first digits of the beginnings of files', () => {
    const digits = digitsIn(images.subarray(0, 16 + 3 * imageSize), labels.subarray(0, 8 + 3), 3);
    expect([...digits.labels]).toEqual([7, 2, 1]);
    expect(digits.images).toEqual(images.subarray(16, 16 + 3 * imageSize));
  });

  it.each([
    { what: 'files in the wrong order', files: [labels, images] },
    { what: 'empty files', files: [new Uint8Array(), new Uint8Array()] },
    { what: 'a cut file', files: [images.subarray(0, -1), labels] },
    { what: 'labels above 9', files: [images, labels.with(8, 10)] },
  ])('rejects $what', ({ files: [first, second] }) => {
    expect(() => digitsIn(first!, second!)).toThrow('expected idx files of MNIST');
  });
});
