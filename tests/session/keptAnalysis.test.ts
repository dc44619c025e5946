import { describe, expect, it } from 'vitest';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import { keptAnalysis } from '../../src/session/keptAnalysis';
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

describe('the kept analysis', () => {
  it('is available for the same model, tensor and threshold only', () => {
    const kept = keptAnalysis();
    expect(kept.copyOf(1, first)).toBeUndefined();
    kept.keep(1, first, small());
    expect(maskText(kept.copyOf(1, first)!.mask)).toEqual(lines);
    expect(kept.copyOf(2, first)).toBeUndefined();
    expect(kept.copyOf(1, second)).toBeUndefined();
    expect(kept.copyOf(1, first, 0.5)).toBeUndefined();
  });

  it('with a threshold is not used for exact zeros', () => {
    const kept = keptAnalysis();
    kept.keep(1, first, small(), 0.5);
    expect(kept.analysisOf(1, first)).toBeUndefined();
    expect(kept.copyOf(1, first, 0.5)).toBeDefined();
  });

  it('is replaced by the next one', () => {
    const kept = keptAnalysis();
    kept.keep(1, first, small());
    kept.keep(1, second, small());
    expect(kept.analysisOf(1, first)).toBeUndefined();
    expect(kept.analysisOf(1, second)).toBeDefined();
  });

  it('is not affected by transfer: it is a copy and returns copies', () => {
    const kept = keptAnalysis();
    const drawn = small();
    kept.keep(1, first, drawn);
    drawn.mask.words.fill(0);
    const again = kept.copyOf(1, first)!;
    structuredClone(again.mask.words.buffer, { transfer: [again.mask.words.buffer as ArrayBuffer] });
    expect(again.mask.words).toHaveLength(0);
    expect(maskText(kept.analysisOf(1, first)!.mask)).toEqual(lines);
  });

  it('does not include masks larger than 64 MB', () => {
    const kept = keptAnalysis();
    kept.keep(1, first, small());
    const words = { byteLength: 64 * 2 ** 20 + 4 } as Uint32Array;
    kept.keep(1, second, analysisOfWords(words));
    expect(kept.analysisOf(1, second)).toBeUndefined();
    // The previous one is dropped, too.
    expect(kept.analysisOf(1, first)).toBeUndefined();
  });

  it('is dropped with its model or with all models', () => {
    const kept = keptAnalysis();
    kept.keep(1, first, small());
    kept.forget(2);
    expect(kept.analysisOf(1, first)).toBeDefined();
    kept.forget(1);
    expect(kept.analysisOf(1, first)).toBeUndefined();
    kept.keep(1, first, small());
    kept.forget();
    expect(kept.analysisOf(1, first)).toBeUndefined();
  });
});

function analysisOfWords(words: Uint32Array): TimedAnalysis {
  return { ...small(), mask: { ...emptyMask(0, 0), words: words as Mask['words'] } };
}
