import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FromFrame, messageFromFrame, messageToFrame, type ToFrame } from '../../src/embed/messages';

const toFrame: readonly ToFrame[] = [
  { prunescope: 1, type: 'open', id: 1, fragment: 'v=1&tensor=0:5' },
  {
    prunescope: 1,
    type: 'open',
    id: 2,
    fragment: '',
    file: { name: 'm.tflite', address: 'https://h/m.tflite', byteLength: 8 },
  },
  // A local file has no URL.
  { prunescope: 1, type: 'open', id: 3, fragment: '', file: { name: 'm.tflite', byteLength: 8 } },
  { prunescope: 1, type: 'bytes', id: 1, outcome: { value: new ArrayBuffer(8), byteLength: 80 } },
  { prunescope: 1, type: 'bytes', id: 1, outcome: { error: { code: 'network', message: 'no' } } },
  { prunescope: 1, type: 'view', fragment: 'rows=0:4' },
  { prunescope: 1, type: 'theme', theme: 'dark', colors: { zero: 'rgb(0 0 0 / 20%)', accent: '#0b5cad' } },
  { prunescope: 1, type: 'report', id: 0 },
];

const fromFrame: readonly FromFrame[] = [
  { prunescope: 1, type: 'ready' },
  {
    prunescope: 1,
    type: 'load',
    fragment: 'v=1',
    model: { name: 'm', bytes: 8 },
    tensors: [{ tensor: '0:5', name: 'w', shape: [2, 4], type: 'INT8' }],
  },
  { prunescope: 1, type: 'progress' },
  { prunescope: 1, type: 'error', title: 'm', message: 'no' },
  { prunescope: 1, type: 'viewchange', fragment: '' },
  { prunescope: 1, type: 'height', height: 480.5 },
  { prunescope: 1, type: 'read', id: 3, of: 1, start: 0, end: 32768 },
  { prunescope: 1, type: 'report', id: 3, outcome: { value: { reportVersion: 1, tensors: [] } } },
  { prunescope: 1, type: 'report', id: 3, outcome: { error: { code: 'not-found', message: 'no model is open' } } },
];

describe.each([
  ['to the frame', toFrame, messageToFrame],
  ['from the frame', fromFrame, messageFromFrame],
] as const)('messages %s', (_way, messages: readonly (ToFrame | FromFrame)[], read) => {
  it('are accepted', () => {
    for (const message of messages) expect(read(message)).toEqual(message);
  });

  it('are rejected if a field is missing or has another type', () => {
    for (const message of messages) {
      for (const name of Object.keys(message).filter((key) => key !== 'file')) {
        const { [name as keyof typeof message]: _left, ...rest } = message;
        expect(read(rest), `without ${name}`).toBeUndefined();
        expect(read({ ...rest, [name]: Symbol.iterator }), `with another ${name}`).toBeUndefined();
      }
    }
  });

  it('are rejected in another version', () => {
    for (const message of messages) expect(read({ ...message, prunescope: 2 })).toBeUndefined();
  });

  it('reject any other data without throwing', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withTypedArray: true }), (data) => {
        expect(read(data)).toBeUndefined();
      }),
    );
  });

  it('lose fields that are not in the schema', () => {
    for (const message of messages) expect(read({ ...message, more: 1 })).toEqual(message);
  });
});

it('rejects colors with other CSS in them', () => {
  for (const zero of ['red; color: blue', 'url(https://h)', 'var(--x)\n', '"', 'a'.repeat(65)]) {
    expect(messageToFrame({ prunescope: 1, type: 'theme', theme: 'auto', colors: { zero } }), zero).toBeUndefined();
  }
});

it('accepts ranges of integers only', () => {
  for (const start of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    expect(
      messageFromFrame({ prunescope: 1, type: 'read', id: 1, of: 1, start, end: 8 }),
      String(start),
    ).toBeUndefined();
  }
});

it('accepts names of companions without folders only', () => {
  const read = { prunescope: 1, type: 'read', id: 1, of: 1, start: 0, end: 8 };
  expect(messageFromFrame({ ...read, companion: 'weights.bin' })).toBeDefined();
  for (const companion of ['../weights.bin', 'a/b', 'a\\b', '']) {
    expect(messageFromFrame({ ...read, companion }), companion).toBeUndefined();
  }
});
