import { expect, it } from 'vitest';
import { historyEntry, historyEntryOf } from '../../src/state/historyEntry';
import { servedOrigin } from '../../src/state/served';
import { patientSession, weightTensor } from '../support/patientSession';

const origin = { kind: 'address', address: 'https://models.example/a.tflite' } as const;
const model = { ...patientSession().model('a.tflite', [weightTensor(1, 2)]), origin, unread: false };
const file = {
  ...{ path: 'files/1/a.tflite', name: 'a.tflite', given: 'b/a.tflite' },
  ...{ byteLength: 9, modified: 0, etag: '"1"', version: '1' },
};

it('keeps the path of a served file with the entry, and nothing of other models', () => {
  expect(historyEntry({ model: { ...model, origin: servedOrigin(file) } })).toEqual({
    page: 'prunescope',
    file: 'files/1/a.tflite',
  });
  expect(historyEntry({ model })).toEqual({ page: 'prunescope' });
  expect(historyEntry({ model: undefined })).toEqual({ page: 'prunescope' });
});

it('tells its own entries from those of the reader and of other pages', () => {
  expect(historyEntryOf(historyEntry({ model }))).toEqual({ page: 'prunescope' });
  for (const other of [null, undefined, 'prunescope', 1, {}, { page: 'other' }]) {
    expect(historyEntryOf(other)).toBeUndefined();
  }
});
