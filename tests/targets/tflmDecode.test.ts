import { describe, expect, it } from 'vitest';
import { decodedPrunedLayer } from '../support/encodedWeights';
import { eligible, judged, notEligible, resultsOf } from '../support/targetLayer';

const half = (element: number) => element % 2;
const layer = { shape: [16, 16], values: half };

describe('TFLM_DECODE makes smaller', () => {
  it.each(['INT8', 'INT16', 'INT32', 'FLOAT32', 'BOOL'] as const)('%s weights', async (type) => {
    expect(await judged('tflm-decode', { ...layer, type, quantization: {} })).toEqual(eligible);
  });

  it('INT8 with any zero point, by tensor or by channel', async () => {
    expect(await judged('tflm-decode', { ...layer, quantization: { scale: 1, zeroPoint: 1 } })).toEqual(eligible);
    const scale = Array<number>(16).fill(1);
    const zeroPoint = Array.from({ length: 16 }, (_, i) => i % 2);
    for (const dimension of [0, 1]) {
      const quantization = { scale, zeroPoint, dimension };
      expect(await judged('tflm-decode', { ...layer, quantization })).toEqual(eligible);
    }
  });

  it('weights that save one byte more than bitmap and header take', async () => {
    // 256 weights: header and bitmap take 48 bytes.
    const zeros = (count: number) => (element: number) => (element < count ? 0 : 1);
    expect(await judged('tflm-decode', { ...layer, values: zeros(49) })).toEqual(eligible);
    expect(await judged('tflm-decode', { ...layer, values: zeros(48) })).toEqual(notEligible('sparsity'));
  });

  it('weights that already are encoded', async () => {
    const values = Array.from({ length: 256 }, (_, i) => BigInt(i % 2));
    const model = decodedPrunedLayer({ shape: [16, 16], type: 'INT8', bits: 8, values }, Array<bigint>(256).fill(0n));
    expect([...(await resultsOf(model, 'tflm-decode')).values()]).toEqual([eligible]);
  });
});

describe('TFLM_DECODE does not take', () => {
  it.each(['UINT8', 'FLOAT16', 'INT4'] as const)('%s weights', async (type) => {
    expect(await judged('tflm-decode', { ...layer, type })).toEqual(notEligible('type'));
  });

  it('operators that TensorFlow Lite Micro does not have', async () => {
    expect(await judged('tflm-decode', { ...layer, code: 'CONV_3D' })).toEqual(notEligible('operator'));
  });

  it('INT16 with a zero point', async () => {
    const quantization = { scale: 1, zeroPoint: 1 };
    expect(await judged('tflm-decode', { ...layer, type: 'INT16', quantization })).toEqual(notEligible('zero-point'));
  });

  it('channels along a dimension in the middle', async () => {
    const quantization = { scale: [1, 1], zeroPoint: [0, 0], dimension: 1 };
    const convolution = { code: 'CONV_2D', shape: [16, 2, 2, 16], values: half, quantization } as const;
    expect(await judged('tflm-decode', convolution)).toEqual(notEligible('zero-point'));
  });
});
