import { expect, it } from 'vitest';
import type { TensorSizes } from '../../src/sparsity/sizes';
import type { TargetName } from '../../src/sparsity/targetResult';
import { modelWorth, smallestSize } from '../../src/state/modelWorth';
import type { WorthResult } from '../../src/state/store';
import { weightTensor } from '../support/patientSession';

const tensors = [weightTensor(1, 2), weightTensor(2, 3), weightTensor(3, 4)];

function worthOf(sizes: TensorSizes, ...eligible: TargetName[]): WorthResult {
  const targets = eligible.map((target) => ({ target, verdict: 'eligible' as const, because: [] }));
  return { phase: 'done', worth: { sizes, targets, isProvisional: false } };
}

it('takes the smallest encoding of a .tflite file, and the stored one if none is smaller', () => {
  const sizes = { stored: 100, dense: 100, packed2of4: 10, csr: 80, 'block:1x4': 70, 'tflm-decode': 90 };
  expect(smallestSize(sizes)).toEqual({ encoding: 'block:1x4', bytes: 70 });
  expect(smallestSize({ stored: 100, dense: 100, csr: 100 })).toEqual({ encoding: 'stored', bytes: 100 });
  expect(smallestSize({ stored: 150, dense: 100, csr: 150 })).toEqual({ encoding: 'dense', bytes: 100 });
});

it('adds up the tensors that are known', () => {
  const worths = new Map<string, WorthResult>([
    ['0:1', worthOf({ stored: 100, dense: 100, csr: 150, 'tflm-decode': 60 }, 'coreml')],
    ['0:2', worthOf({ stored: 40, dense: 50, csr: 40 }, 'coreml', 'vitis-ai')],
    ['0:3', { phase: 'failed', message: 'it is damaged' }],
  ]);
  const worth = modelWorth(tensors, worths);
  expect(worth).toMatchObject({ known: 2, stored: 140, dense: 150, smallest: { bytes: 100, tensors: [tensors[0]] } });
  expect(worth.encodings.get('csr')).toEqual({ bytes: 190, tensors: tensors.slice(0, 2) });
  // The tensor that the encoding cannot hold stays as stored.
  expect(worth.encodings.get('tflm-decode')).toEqual({ bytes: 100, tensors: [tensors[0]] });
  expect(worth.eligible.get('coreml')).toEqual(tensors.slice(0, 2));
  expect(worth.eligible.get('vitis-ai')).toEqual([tensors[1]]);
  expect(worth.eligible.get('ethos-u85')).toEqual([]);
});
