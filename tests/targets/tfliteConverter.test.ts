import { describe, expect, it } from 'vitest';
import { eligible, judged, notEligible } from '../support/targetLayer';

const zerosOf = (zeros: number) => (element: number) => (element < zeros ? 0 : 1);

describe('the converter stores sparse', () => {
  it('weights with exactly 30 % zeros', async () => {
    expect(await judged('tflite-converter', { shape: [1, 10], values: zerosOf(3) })).toEqual(eligible);
    expect(await judged('tflite-converter', { shape: [10, 10], values: zerosOf(29) })).toEqual(notEligible('sparsity'));
  });

  it.each(['CONV_2D', 'DEPTHWISE_CONV_2D', 'TRANSPOSE_CONV'] as const)('filters of %s', async (code) => {
    expect(await judged('tflite-converter', { code, shape: [1, 2, 1, 5], values: zerosOf(5) })).toEqual(eligible);
  });

  it.each(['FLOAT32', 'FLOAT16'] as const)('%s', async (type) => {
    expect(await judged('tflite-converter', { shape: [1, 10], values: zerosOf(3), type })).toEqual(eligible);
  });

  it('what is stored as 0, whatever the zero point', async () => {
    const quantization = { scale: 1, zeroPoint: 1 };
    expect(await judged('tflite-converter', { shape: [1, 10], values: zerosOf(3), quantization })).toEqual(eligible);
    expect(await judged('tflite-converter', { shape: [1, 10], values: zerosOf(2), quantization })).toEqual(
      notEligible('sparsity'),
    );
  });
});

describe('the converter does not store sparse', () => {
  it('weights of other operators', async () => {
    expect(await judged('tflite-converter', { code: 'EMBEDDING_LOOKUP', shape: [2, 5], values: zerosOf(5) })).toEqual(
      notEligible('operator'),
    );
  });

  it('weights of other types', async () => {
    expect(await judged('tflite-converter', { shape: [1, 10], values: zerosOf(5), type: 'INT16' })).toEqual(
      notEligible('type'),
    );
  });

  it('weights of other ranks', async () => {
    expect(await judged('tflite-converter', { shape: [1, 1, 10], values: zerosOf(5) })).toEqual(notEligible('size'));
  });
});
