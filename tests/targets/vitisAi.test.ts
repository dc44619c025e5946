import { describe, expect, it } from 'vitest';
import { eligible, judged, keeping, notEligible } from '../support/targetLayer';

const layer = { shape: [4, 32], values: keeping(8, 16) };

describe('Vitis AI fits', () => {
  it('half of each block of 16 input channels', async () => {
    expect(await judged('vitis-ai', layer)).toEqual(eligible);
    expect(await judged('vitis-ai', { code: 'CONV_2D', shape: [2, 2, 2, 32], values: keeping(2, 4) })).toEqual(
      eligible,
    );
  });

  it('17 input channels, with a tail', async () => {
    expect(await judged('vitis-ai', { shape: [1, 17], values: (e) => (e < 8 || e === 16 ? 1 : 0) })).toEqual(eligible);
  });
});

describe('Vitis AI does not fit', () => {
  it('16 input channels', async () => {
    expect(await judged('vitis-ai', { shape: [1, 16], values: keeping(8, 16) })).toEqual(notEligible('size'));
  });

  it('9 non-zeros of 16', async () => {
    const values = (element: number) => (element === 57 ? 1 : keeping(8, 16)(element));
    expect(await judged('vitis-ai', { ...layer, values })).toEqual(notEligible('pattern [1, 16]'));
  });

  it('other operators, types and zero points', async () => {
    expect(await judged('vitis-ai', { ...layer, code: 'DEPTHWISE_CONV_2D', shape: [1, 1, 4, 32] })).toEqual(
      notEligible('operator'),
    );
    expect(await judged('vitis-ai', { ...layer, type: 'INT16' })).toEqual(notEligible('type'));
    const quantization = { scale: 1, zeroPoint: 1 };
    expect(await judged('vitis-ai', { ...layer, values: (e) => 1 + layer.values(e), quantization })).toEqual(
      notEligible('zero-point'),
    );
  });
});
