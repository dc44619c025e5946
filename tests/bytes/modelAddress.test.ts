import { expect, it } from 'vitest';
import { isLfsPointer, mediaAddress, nameOf, readableAddress, withoutCredentials } from '../../src/bytes/modelAddress';

it.each([
  ['https://github.com/o/r/blob/main/models/a.tflite', 'https://raw.githubusercontent.com/o/r/main/models/a.tflite'],
  [
    'https://github.com/o/r/raw/refs/heads/x/a.tflite?raw=true',
    'https://raw.githubusercontent.com/o/r/refs/heads/x/a.tflite',
  ],
  ['https://www.github.com/o/r/blob/v1/a%20b.tflite', 'https://raw.githubusercontent.com/o/r/v1/a%20b.tflite'],
  ['https://huggingface.co/o/r/blob/main/a.tflite', 'https://huggingface.co/o/r/resolve/main/a.tflite'],
  ['https://huggingface.co/o/r/resolve/main/a.tflite', 'https://huggingface.co/o/r/resolve/main/a.tflite'],
  ['https://huggingface.co/o/r/raw/main/a.tflite', 'https://huggingface.co/o/r/resolve/main/a.tflite'],
  [
    'https://huggingface.co/o/r/resolve/main/a.tflite?download=true',
    'https://huggingface.co/o/r/resolve/main/a.tflite?download=true',
  ],
  ['https://hf.co/o/r/resolve/main/a.tflite', 'https://huggingface.co/o/r/resolve/main/a.tflite'],
  ['https://hf.co/o/r/a.tflite', 'https://huggingface.co/o/r/resolve/main/a.tflite'],
  ['https://hf.co/o/r/sub/a.task', 'https://huggingface.co/o/r/resolve/main/sub/a.task'],
  ['https://huggingface.co/datasets/o/r/blob/v1/a.tflite', 'https://huggingface.co/datasets/o/r/resolve/v1/a.tflite'],
  ['https://huggingface.co/spaces/o/r/a.tflite', 'https://huggingface.co/spaces/o/r/resolve/main/a.tflite'],
  ['https://huggingface.co/o/r/tree/main', 'https://huggingface.co/o/r/tree/main'],
  ['https://huggingface.co/o/r', 'https://huggingface.co/o/r'],
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

it.each([
  ['https://u:p@a.test/m.tflite?x=1', 'https://a.test/m.tflite?x=1'],
  ['https://token@a.test/m.tflite', 'https://a.test/m.tflite'],
  ['ftp://u:p@a.test/m.tflite', 'ftp://a.test/m.tflite'],
  ['https://u:p@[/m.tflite', 'https://[/m.tflite'],
  ['https://a.test/m@2.tflite', 'https://a.test/m@2.tflite'],
  ['models/a.tflite', 'models/a.tflite'],
])('%s is shown as %s', (address, shown) => {
  expect(withoutCredentials(address)).toBe(shown);
});

it.each([
  ['https://a.test/b/a%20b.tflite?x=/y', 'a b.tflite'],
  ['https://u:p@a.test', 'https://a.test/'],
  ['ftp://u:p@a.test', 'ftp://a.test/'],
  ['hf://o/r/a.tflite', 'a.tflite'],
  ['models/a.tflite', 'a.tflite'],
])('the name of %s is %s', (address, name) => {
  expect(nameOf(address)).toBe(name);
});
