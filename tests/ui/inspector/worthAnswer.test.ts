import { expect, it } from 'vitest';
import type { TargetName, TargetVerdict } from '../../../src/sparsity/targetResult';
import { shareText, sizeBars, worthAnswer } from '../../../src/ui/inspector/worthAnswer';

const dense = { stored: 1000, dense: 1000, csr: 1500 };
const verdicts = (fc: TargetVerdict, xnnpack: TargetVerdict) =>
  [result('litert-sparse-fc', fc), result('xnnpack-sparse', xnnpack), result('coreml', 'eligible')] as const;
const result = (target: TargetName, verdict: TargetVerdict) => ({ target, verdict, because: [] });
const neither = verdicts('not-eligible', 'not-eligible');

it('says that a dense tensor is not smaller, and which encoding would be', () => {
  const [size] = worthAnswer({ encoding: 'dense' }, { sizes: { ...dense, 'tflm-decode': 620 }, targets: neither }, 0.5);
  expect(size!.heading).toBe('Not smaller');
  expect(size!.text).toContain('Stored as TFLM_DECODE, it would take 620 B (62 %).');
  const [none] = worthAnswer({ encoding: 'dense' }, { sizes: dense, targets: neither }, 0.5);
  expect(none!.text).toContain('No encoding in a .tflite file would be smaller');
});

it('says whether stored-sparse weights are smaller', () => {
  const answer = (stored: number) =>
    worthAnswer({ encoding: 'sparse' }, { sizes: { ...dense, stored }, targets: neither }, 0.5)[0];
  expect(answer(700)).toEqual({ heading: 'Smaller', text: 'stored sparse, 700 B instead of 1.0 kB dense.' });
  expect(answer(1500)).toEqual({ heading: 'Larger', text: 'stored sparse, 1.5 kB instead of 1.0 kB dense.' });
});

it('says whether LiteRT can skip zeros', () => {
  const answer = (targets: ReturnType<typeof verdicts>) =>
    worthAnswer({ encoding: 'dense' }, { sizes: dense, targets }, 0.5)[1];
  expect(answer(neither)!.heading).toBe('Not faster in LiteRT');
  expect(answer(verdicts('eligible', 'not-eligible'))!.text).toContain('LiteRT, sparse FULLY_CONNECTED can skip zeros');
  expect(answer(verdicts('not-eligible', 'eligible'))!.text).toContain('XNNPACK');
  expect(answer(verdicts('not-eligible', 'unknown'))!.text).toBe('not known, see below.');
});

it('has nothing to say about a tensor that is not pruned', () => {
  const answer = worthAnswer({ encoding: 'dense' }, { sizes: dense, targets: neither }, 0.005);
  expect(answer.map(({ heading }) => heading)).toEqual(['Nothing to gain']);
});

it('has a bar for each encoding that can hold the tensor, and marks those that grow', () => {
  const counts = { elements: 1000, nonzeros: 500 };
  const bars = sizeBars({ ...dense, 'tflm-decode': 641 }, counts, 700);
  expect(bars.map(({ name, bytes, grows }) => [name, bytes, grows])).toEqual([
    ['dense', 1000, false],
    ['csr', 1500, true],
    ['bitmask', 625, false],
    ['tflm-decode', 641, false],
    ['gzip', 700, false],
  ]);
  expect(bars[0]!.label).toBe('Dense, as stored');
  const sparse = sizeBars({ stored: 1500, dense: 1000, csr: 1500 }, undefined, undefined);
  expect(sparse.map(({ name }) => name)).toEqual(['stored', 'dense', 'csr']);
});

it('does not round to 100 % what is not all', () => {
  expect([0.62, 1, 0.998, 1.497].map(shareText)).toEqual(['62 %', '100 %', '99.8 %', '150 %']);
});
