import { describe, expect, it } from 'vitest';
import { eligible, judged, keeping, notEligible } from '../support/targetLayer';

const half = keeping(2, 4);
const layer = { shape: [8, 16], values: half };

describe('sparse tensor cores of NVIDIA fit', () => {
  it.each(['FLOAT32', 'FLOAT16', 'BFLOAT16', 'INT8'] as const)('2 of 4 in %s', async (type) => {
    expect(await judged('nvidia-2of4', { ...layer, type })).toEqual(eligible);
  });

  it('filters, along the input channels', async () => {
    expect(await judged('nvidia-2of4', { code: 'CONV_2D', shape: [8, 3, 3, 16], values: half })).toEqual(eligible);
  });
});

it('is not known for weights behind TRANSPOSE', async () => {
  expect(await judged('nvidia-2of4', { ...layer, behind: ['TRANSPOSE'] })).toEqual({
    verdict: 'unknown',
    because: [{ condition: 'constant' }],
  });
  expect(await judged('nvidia-2of4', { ...layer, behind: ['DEQUANTIZE'] })).toEqual(eligible);
});

describe('sparse tensor cores of NVIDIA do not fit', () => {
  it('depthwise filters', async () => {
    expect(await judged('nvidia-2of4', { code: 'DEPTHWISE_CONV_2D', shape: [8, 1, 1, 16], values: half })).toEqual(
      notEligible('operator'),
    );
  });

  it('other types', async () => {
    expect(await judged('nvidia-2of4', { ...layer, type: 'UINT8' })).toEqual(notEligible('type'));
  });

  it('INT8 with a zero point', async () => {
    const quantization = { scale: 1, zeroPoint: 5 };
    expect(await judged('nvidia-2of4', { ...layer, values: (e) => half(e) + 5, quantization })).toEqual(
      notEligible('zero-point'),
    );
  });

  it.each([[[7, 16]], [[8, 20]], [[12, 32]]])('the size %j', async (shape) => {
    expect(await judged('nvidia-2of4', { ...layer, shape })).toEqual(notEligible('size'));
  });

  it('a block of 3 non-zeros', async () => {
    const values = (element: number) => (element === 22 ? 1 : half(element));
    expect(await judged('nvidia-2of4', { ...layer, values })).toEqual(notEligible('pattern [1, 4]'));
  });
});
