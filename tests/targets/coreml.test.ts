import { describe, expect, it } from 'vitest';
import { eligible, judged, keeping, notEligible } from '../support/targetLayer';

const layer = { shape: [4, 32], type: 'FLOAT32', activations: 'FLOAT32' } as const;

describe('Core ML can use', () => {
  it.each([
    [1, 2],
    [2, 4],
    [4, 8],
    [8, 16],
  ])('%i of %i in FULLY_CONNECTED', async (kept, of) => {
    expect(await judged('coreml', { ...layer, values: keeping(kept, of) })).toEqual(eligible);
  });

  it('75 % zeros in any place, from exactly 75 %', async () => {
    const zeros = (count: number) => (element: number) => (element < count ? 0 : 1);
    const convolution = { ...layer, code: 'CONV_2D', shape: [4, 1, 1, 32] } as const;
    expect(await judged('coreml', { ...convolution, values: zeros(96) })).toEqual(eligible);
    expect(await judged('coreml', { ...convolution, values: zeros(95) })).toEqual(notEligible('sparsity'));
  });
});

describe('Core ML cannot use', () => {
  it('n:m of convolutions, with too few zeros for the Neural Engine', async () => {
    const convolution = { ...layer, code: 'CONV_2D', shape: [4, 1, 1, 32], values: keeping(2, 4) } as const;
    expect(await judged('coreml', convolution)).toEqual(notEligible('sparsity'));
  });

  it('9 non-zeros of 16', async () => {
    const values = (element: number) => (element >= 48 && element < 57 ? 1 : 0);
    expect(await judged('coreml', { ...layer, shape: [2, 32], values })).toEqual(eligible);
    const dense = (element: number) => (element < 32 ? keeping(2, 4)(element) : values(element));
    expect(await judged('coreml', { ...layer, shape: [2, 32], values: dense })).toEqual(
      notEligible('sparsity', 'pattern [1, 16]'),
    );
  });

  it('other operators and types', async () => {
    const values = keeping(1, 4);
    expect(await judged('coreml', { ...layer, code: 'EMBEDDING_LOOKUP', values })).toEqual(notEligible('operator'));
    expect(await judged('coreml', { ...layer, type: 'INT16', values })).toEqual(notEligible('type'));
  });
});
