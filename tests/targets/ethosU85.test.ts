import { describe, expect, it } from 'vitest';
import { eligible, judged, keeping, notEligible } from '../support/targetLayer';

const half = keeping(2, 4);
const layer = { shape: [8, 16], values: half };

describe('Ethos-U85 can use 2 of 4', () => {
  it('of FULLY_CONNECTED and CONV_2D', async () => {
    expect(await judged('ethos-u85', layer)).toEqual(eligible);
    expect(await judged('ethos-u85', { code: 'CONV_2D', shape: [4, 3, 3, 8], values: half })).toEqual(eligible);
  });

  it('with activations of 16 bits', async () => {
    expect(await judged('ethos-u85', { ...layer, activations: 'INT16' })).toEqual(eligible);
  });

  it('of UINT8, after the zero point', async () => {
    const uint8 = {
      ...layer,
      type: 'UINT8',
      activations: 'UINT8',
      quantization: { scale: 1, zeroPoint: 128 },
    } as const;
    const values = (element: number) => (element % 4 < 2 ? 255 : 128);
    expect(await judged('ethos-u85', { ...uint8, values })).toEqual(eligible);
    // 0 is 128 steps below the zero point.
    expect(await judged('ethos-u85', { ...uint8, values: (e) => (e === 5 ? 0 : values(e)) })).toEqual(
      notEligible('range [0, 5]'),
    );
  });

  it('with rows whose last block is short', async () => {
    expect(await judged('ethos-u85', { shape: [2, 6], values: [1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1] })).toEqual(
      eligible,
    );
    expect(
      await judged('ethos-u85', { shape: [2, 7], values: (e) => (e === 10 || e === 4 || e === 5 || e === 6 ? 1 : 0) }),
    ).toEqual(notEligible('pattern [0, 4]'));
  });

  it('with -127 and 127', async () => {
    expect(await judged('ethos-u85', { shape: [1, 4], values: [-127, 127, 0, 0] })).toEqual(eligible);
  });
});

describe('Ethos-U85 cannot use', () => {
  it.each(['DEPTHWISE_CONV_2D', 'TRANSPOSE_CONV'] as const)('%s', async (code) => {
    expect(await judged('ethos-u85', { code, shape: [1, 2, 2, 8], values: half })).toEqual(notEligible('operator'));
  });

  it('floating-point weights', async () => {
    expect(await judged('ethos-u85', { ...layer, type: 'FLOAT32' })).toEqual(notEligible('type'));
  });

  it('floating-point activations', async () => {
    expect(await judged('ethos-u85', { ...layer, activations: 'FLOAT32' })).toEqual(notEligible('type'));
  });

  it('a tensor with one block of 3 non-zeros, and names the block', async () => {
    const values = (element: number) => (element === 4 * 3 * 8 + 3 * 8 - 2 ? 9 : half(element));
    expect(await judged('ethos-u85', { code: 'CONV_2D', shape: [8, 3, 1, 8], values })).toEqual(
      notEligible('pattern [4, 2, 0, 4]'),
    );
  });

  it('-128, and names the weight', async () => {
    const values = (element: number) => (element === 33 ? -128 : half(element));
    expect(await judged('ethos-u85', { ...layer, values })).toEqual(notEligible('range [2, 1]'));
  });

  it('-128 in a tensor that is read in parts', async () => {
    const shape = [1025, 1024];
    const last = 1025 * 1024 - 4;
    const values = (element: number) => (element === last ? -128 : 0);
    expect(await judged('ethos-u85', { shape, values })).toEqual(notEligible('range [1024, 1020]'));
  });

  it('-128 after the zero point of a channel', async () => {
    const quantization = { scale: [1, 1], zeroPoint: [0, 1], dimension: 0 };
    const values = [-127, 0, 0, 0, 1, -127, 1, 1];
    expect(await judged('ethos-u85', { shape: [2, 4], values, quantization })).toEqual(notEligible('range [1, 1]'));
  });

  it('stored-sparse weights, but lists what else fails', async () => {
    const sparse = { formats: 'dc' };
    expect(await judged('ethos-u85', { ...layer, sparse, behind: ['DENSIFY'] })).toEqual(notEligible('encoding'));
    const values = (element: number) => (element === 17 ? -128 : half(element));
    expect(await judged('ethos-u85', { ...layer, values, sparse, behind: ['DENSIFY'] })).toEqual(
      notEligible('encoding', 'range [1, 1]'),
    );
  });

  it('weights that are computed', async () => {
    expect(await judged('ethos-u85', { ...layer, behind: ['DEQUANTIZE'] })).toEqual(notEligible('constant'));
  });

  it('all of it at once', async () => {
    expect(
      await judged('ethos-u85', { code: 'DEPTHWISE_CONV_2D', shape: [1, 1, 1, 4], values: () => 1, type: 'FLOAT32' }),
    ).toEqual(notEligible('operator', 'type', 'pattern [0, 0, 0, 0]'));
  });
});
