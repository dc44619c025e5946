import { expect, it } from 'vitest';
import { isLfsPointer, mediaAddress, readableAddress } from '../../src/bytes/modelAddress';

it.each([
  ['https://github.com/o/r/blob/main/models/a.tflite', 'https://raw.githubusercontent.com/o/r/main/models/a.tflite'],
  [
    'https://github.com/o/r/raw/refs/heads/x/a.tflite?raw=true',
    'https://raw.githubusercontent.com/o/r/refs/heads/x/a.tflite',
  ],
  ['https://www.github.com/o/r/blob/v1/a%20b.tflite', 'https://raw.githubusercontent.com/o/r/v1/a%20b.tflite'],
  ['https://huggingface.co/o/r/blob/main/a.tflite', 'https://huggingface.co/o/r/resolve/main/a.tflite'],
  ['https://huggingface.co/o/r/resolve/main/a.tflite', 'https://huggingface.co/o/r/resolve/main/a.tflite'],
  ['https://github.com/o/r/releases/download/v1/a.tflite', 'https://github.com/o/r/releases/download/v1/a.tflite'],
  ['https://example.com/o/r/blob/main/a.tflite', 'https://example.com/o/r/blob/main/a.tflite'],
  ['https://github.com.evil.example/o/r/blob/main/a.tflite', 'https://github.com.evil.example/o/r/blob/main/a.tflite'],
  ['models/a.tflite', 'models/a.tflite'],
])('%s is read at %s', (address, readable) => {
  expect(readableAddress(address)).toBe(readable);
});

it('resolves Git LFS pointers at GitHub only', () => {
  expect(mediaAddress('https://raw.githubusercontent.com/o/r/main/a.tflite')).toBe(
    'https://media.githubusercontent.com/media/o/r/main/a.tflite',
  );
  expect(mediaAddress('https://example.com/a.tflite')).toBeUndefined();
  expect(isLfsPointer(new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a'))).toBe(
    true,
  );
  expect(isLfsPointer(new TextEncoder().encode('version 2'))).toBe(false);
});
