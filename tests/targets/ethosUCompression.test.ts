import { describe, expect, it } from 'vitest';
import { eligible, judged, notEligible } from '../support/targetLayer';

// One zero, in no pattern.
const layer = { shape: [1, 2, 2, 8], values: (element: number) => (element === 9 ? 0 : 1 + (element % 7)) };

describe('Ethos-U compresses', () => {
  it.each(['CONV_2D', 'DEPTHWISE_CONV_2D', 'TRANSPOSE_CONV'] as const)('zeros of %s, in any place', async (code) => {
    expect(await judged('ethos-u-compression', { ...layer, code })).toEqual(eligible);
  });

  it('zeros of FULLY_CONNECTED with UINT8 weights', async () => {
    const quantization = { scale: 1, zeroPoint: 3 };
    const uint8 = {
      shape: [2, 8],
      values: (e: number) => e,
      type: 'UINT8',
      activations: 'UINT8',
      quantization,
    } as const;
    expect(await judged('ethos-u-compression', uint8)).toEqual(eligible);
  });
});

describe('Ethos-U does not compress', () => {
  it('other operators', async () => {
    expect(await judged('ethos-u-compression', { ...layer, code: 'CONV_3D' })).toEqual(notEligible('operator'));
  });

  it('other types of weights', async () => {
    expect(await judged('ethos-u-compression', { ...layer, code: 'CONV_2D', type: 'INT16' })).toEqual(
      notEligible('type'),
    );
  });

  it('weights of operators with other activations', async () => {
    const float = { ...layer, code: 'CONV_2D', activations: 'FLOAT32' } as const;
    expect(await judged('ethos-u-compression', float)).toEqual(notEligible('type'));
  });

  it('stored-sparse weights', async () => {
    const sparse = { ...layer, code: 'CONV_2D', sparse: { formats: 'dddc' }, behind: ['DENSIFY'] } as const;
    expect(await judged('ethos-u-compression', sparse)).toEqual(notEligible('encoding'));
  });

  it('weights that are computed', async () => {
    expect(await judged('ethos-u-compression', { ...layer, code: 'CONV_2D', behind: ['QUANTIZE'] })).toEqual(
      notEligible('constant'),
    );
  });

  it('weights without zeros', async () => {
    expect(await judged('ethos-u-compression', { ...layer, code: 'CONV_2D', values: () => 1 })).toEqual(
      notEligible('sparsity'),
    );
  });
});
