import { describe, expect, it } from 'vitest';
import { eligible, judged, keeping, notEligible } from '../support/targetLayer';

const csr = { formats: 'dc' };
const blocks = (size: number) => ({ formats: 'dcd', blockMap: [1], blockSizes: [size] });
const float = { shape: [4, 32], values: keeping(2, 16), type: 'FLOAT32', activations: 'FLOAT32' } as const;
const integer = { shape: [4, 32], values: keeping(2, 32) } as const;
const hybrid = { ...integer, activations: 'FLOAT32' } as const;

describe('sparse FULLY_CONNECTED of LiteRT reads', () => {
  it('FLOAT32 without blocks, and in blocks of 4', async () => {
    expect(await judged('litert-sparse-fc', { ...float, sparse: csr })).toEqual(eligible);
    expect(await judged('litert-sparse-fc', { ...float, sparse: blocks(4) })).toEqual(eligible);
  });

  it('INT8 in blocks of 16', async () => {
    expect(await judged('litert-sparse-fc', { ...integer, sparse: blocks(16) })).toEqual(eligible);
  });

  it('INT8 in blocks of 16 with FLOAT32 activations, up to 255 blocks of a row', async () => {
    expect(await judged('litert-sparse-fc', { ...hybrid, sparse: blocks(16) })).toEqual(eligible);
    const long = { ...hybrid, shape: [2, 16 * 256], values: (e: number) => (e >= 16 ? 1 : 0), sparse: blocks(16) };
    // Row 0 has 255 blocks with indices 1 to 255, row 1 has 256.
    expect(await judged('litert-sparse-fc', { ...long, values: (e) => (e >= 16 && e < 4096 ? 1 : 0) })).toEqual(
      eligible,
    );
    expect(await judged('litert-sparse-fc', long)).toEqual(notEligible('size [1, 0]'));
  });
});

describe('sparse FULLY_CONNECTED of LiteRT does not read', () => {
  it('other operators', async () => {
    const sparse = { formats: 'dddc' };
    const convolution = { ...float, shape: [4, 1, 1, 32], code: 'CONV_2D', sparse } as const;
    expect(await judged('litert-sparse-fc', convolution)).toEqual(notEligible('operator', 'encoding'));
  });

  it('dense weights', async () => {
    expect(await judged('litert-sparse-fc', float)).toEqual(notEligible('encoding'));
  });

  it('weights that DENSIFY made dense', async () => {
    expect(await judged('litert-sparse-fc', { ...float, sparse: csr, behind: ['DENSIFY'] })).toEqual(
      notEligible('encoding'),
    );
  });

  it.each([
    ['FLOAT32 in blocks of 16', { ...float, sparse: blocks(16) }],
    ['INT8 without blocks', { ...integer, sparse: csr }],
    ['INT8 in blocks of 4', { ...integer, sparse: blocks(4) }],
    ['INT8 in blocks of 4 with FLOAT32 activations', { ...hybrid, sparse: blocks(4) }],
    ['a first level that is CSR', { ...float, sparse: { formats: 'cc' } }],
    ['columns before rows', { ...float, sparse: { formats: 'cd', order: [1, 0] } }],
    ['CSR over rows', { ...float, sparse: { formats: 'dc', order: [1, 0] } }],
    ['blocks of 4 rows', { ...float, sparse: { formats: 'dcd', blockMap: [0], blockSizes: [4] } }],
  ])('%s', async (_, layer) => {
    expect(await judged('litert-sparse-fc', layer)).toEqual(notEligible('encoding'));
  });

  it('INT8 with a zero point', async () => {
    const quantization = { scale: 1, zeroPoint: 1 };
    expect(await judged('litert-sparse-fc', { ...integer, quantization, sparse: blocks(16) })).toEqual(
      notEligible('zero-point'),
    );
    expect(await judged('litert-sparse-fc', { ...hybrid, quantization, sparse: blocks(16) })).toEqual(eligible);
  });

  it('other types', async () => {
    const half = { ...float, type: 'FLOAT16', sparse: csr } as const;
    expect(await judged('litert-sparse-fc', half)).toEqual(notEligible('type'));
    const wide = { ...integer, output: 'INT16', sparse: blocks(16) } as const;
    expect(await judged('litert-sparse-fc', wide)).toEqual(notEligible('type'));
  });

  it('an index over 255 with FLOAT32 activations', async () => {
    const values = (element: number) => (element === 16 * 256 ? 1 : 0);
    const far = { ...hybrid, shape: [1, 16 * 257], values, sparse: blocks(16) };
    expect(await judged('litert-sparse-fc', far)).toEqual(notEligible('size'));
    expect(await judged('litert-sparse-fc', { ...far, activations: 'INT8' })).toEqual(eligible);
  });
});
