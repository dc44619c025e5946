import { describe, expect, it } from 'vitest';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import { maskKeeping } from '../../src/session/keptMask';
import { emptyMask, type Mask } from '../../src/sparsity/mask';
import { twoOfFour } from '../../src/sparsity/pattern';
import type { TimedAnalysis } from '../../src/sparsity/timedAnalysis';
import { denseMatrix, maskFromText, maskText } from '../support/matrices';

const first = denseMatrix('FULLY_CONNECTED', [2, 4]);
const second = { ...first, tensor: 2 };
const lines = ['#..#', '....'];

const analysisOf = (mask: Mask): TimedAnalysis => ({
  ...{ mask, summary: summaryOnCpu(mask, twoOfFour), engine: 'cpu', milliseconds: 1 },
  storage: { encoding: 'dense', bytes: 8 },
});

const small = () => analysisOf(maskFromText(lines));

describe('the mask of the tensor that was drawn last', () => {
  it('is there for another pattern, and for the same model, tensor and threshold only', () => {
    const masks = maskKeeping();
    expect(masks.analysisOf(1, first, undefined)).toBeUndefined();
    masks.keep(1, first, small(), undefined);
    expect(maskText(masks.analysisOf(1, first, undefined)!.mask)).toEqual(lines);
    expect(masks.analysisOf(2, first, undefined)).toBeUndefined();
    expect(masks.analysisOf(1, second, undefined)).toBeUndefined();
    expect(masks.analysisOf(1, first, 0.5)).toBeUndefined();
  });

  it('that counts small weights as zero is not the one of those that are exactly zero', () => {
    const masks = maskKeeping();
    masks.keep(1, first, small(), 0.5);
    expect(masks.maskOf(1, first)).toBeUndefined();
    expect(masks.analysisOf(1, first, 0.5)).toBeDefined();
  });

  it('makes room for the next', () => {
    const masks = maskKeeping();
    masks.keep(1, first, small(), undefined);
    masks.keep(1, second, small(), undefined);
    expect(masks.maskOf(1, first)).toBeUndefined();
    expect(masks.maskOf(1, second)).toBeDefined();
  });

  it('outlives what is handed over to the page: it is a copy, and gives copies', () => {
    const masks = maskKeeping();
    const drawn = small();
    masks.keep(1, first, drawn, undefined);
    drawn.mask.words.fill(0);
    const again = masks.analysisOf(1, first, undefined)!;
    structuredClone(again.mask.words.buffer, { transfer: [again.mask.words.buffer as ArrayBuffer] });
    expect(again.mask.words).toHaveLength(0);
    expect(maskText(masks.maskOf(1, first)!)).toEqual(lines);
  });

  it('is not kept of a tensor whose mask is larger than 64 MB', () => {
    const masks = maskKeeping();
    masks.keep(1, first, small(), undefined);
    const words = { byteLength: 64 * 2 ** 20 + 4 } as Uint32Array;
    masks.keep(1, second, analysisOfWords(words), undefined);
    expect(masks.maskOf(1, second)).toBeUndefined();
    // The one before is no longer the last either.
    expect(masks.maskOf(1, first)).toBeUndefined();
  });

  it('is forgotten with its model, or with all', () => {
    const masks = maskKeeping();
    masks.keep(1, first, small(), undefined);
    masks.forget(2);
    expect(masks.maskOf(1, first)).toBeDefined();
    masks.forget(1);
    expect(masks.maskOf(1, first)).toBeUndefined();
    masks.keep(1, first, small(), undefined);
    masks.forget();
    expect(masks.maskOf(1, first)).toBeUndefined();
  });
});

function analysisOfWords(words: Uint32Array): TimedAnalysis {
  return { ...small(), mask: { ...emptyMask(0, 0), words: words as Mask['words'] } };
}
