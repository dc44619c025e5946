import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/bytes/addressForms';

const hub = 'https://huggingface.co';

describe('a URL that can be read', () => {
  it.each([
    ['https://example.com/m.tflite', 'https://example.com/m.tflite'],
    ['  HTTP://Example.com/m.tflite?a=1#b\n', 'http://example.com/m.tflite?a=1#b'],
    ['<https://example.com/m.tflite>', 'https://example.com/m.tflite'],
    ['"https://example.com/m.tflite"', 'https://example.com/m.tflite'],
    ['https://user:secret@example.com/m.tflite', 'https://example.com/m.tflite'],
    // Without a scheme.
    ['example.com/m.tflite', 'https://example.com/m.tflite'],
    ['//example.com/m.tflite', 'https://example.com/m.tflite'],
    ['example.com:8443/download?id=5', 'https://example.com:8443/download?id=5'],
    ['user:secret@example.com/m.tflite', 'https://example.com/m.tflite'],
    ['exämple.de/m.tflite', 'https://xn--exmple-cua.de/m.tflite'],
    ['github.com/o/r/blob/main/m.tflite', 'https://github.com/o/r/blob/main/m.tflite'],
    ['hf.co/o/r/m.tflite', 'https://hf.co/o/r/m.tflite'],
    ['localhost:8000/m.tflite', 'http://localhost:8000/m.tflite'],
    ['127.0.0.1:8000/m.tflite', 'http://127.0.0.1:8000/m.tflite'],
    ['[::1]:8000/m.tflite', 'http://[::1]:8000/m.tflite'],
    // Hugging Face.
    ['hf://org/name/m.tflite', `${hub}/org/name/resolve/main/m.tflite`],
    ['HF://org/na.me/a b/m#1.tflite', `${hub}/org/na.me/resolve/main/a%20b/m%231.tflite`],
    ['hf://org/name@v1.0/m.tflite', `${hub}/org/name/resolve/v1.0/m.tflite`],
    ['hf://org/name@refs/pr/3/m.tflite', `${hub}/org/name/resolve/refs%2Fpr%2F3/m.tflite`],
    ['hf://org/name@refs%2Fpr%2F3/m.tflite', `${hub}/org/name/resolve/refs%2Fpr%2F3/m.tflite`],
    ['hf://datasets/org/name/m.tflite', `${hub}/datasets/org/name/resolve/main/m.tflite`],
    // Buckets.
    ['gs://bucket/a b/m%20.tflite', 'https://storage.googleapis.com/bucket/a%20b/m%2520.tflite'],
    ['s3://bucket/key/m.tflite', 'https://bucket.s3.amazonaws.com/key/m.tflite'],
    ['s3://my.bucket/m.tflite', 'https://s3.amazonaws.com/my.bucket/m.tflite'],
    ['s3://bucket/\ud800.tflite', 'https://bucket.s3.amazonaws.com/%EF%BF%BD.tflite'],
  ])('%s', (text, url) => {
    expect(parseAddress(text)).toEqual({ kind: 'web', url });
  });
});

describe('a file of this computer', () => {
  it.each([
    ['file:///home/me/m.tflite', 'm.tflite'],
    ['C:\\Users\\My Name\\m.tflite', 'm.tflite'],
    ['"C:\\models\\m.tflite"', 'm.tflite'],
    ['c:/models/m.tflite', 'm.tflite'],
    ['\\\\server\\share\\m.tflite', 'm.tflite'],
    ['//server/share/m.tflite', 'm.tflite'],
    ['/home/me/my models/m.tflite', 'm.tflite'],
    ['/home/me/model', 'model'],
    ['~/m.tflite', 'm.tflite'],
    ['../m.tflite', 'm.tflite'],
    ['models/m.tflite', 'm.tflite'],
    ['bundle.task/m.tflite', 'm.tflite'],
    ['m.litertlm', 'm.litertlm'],
  ])('%s', (text, name) => {
    expect(parseAddress(text)).toEqual({ kind: 'local', name });
  });
});

describe('a URL that cannot be read', () => {
  it.each([
    ['ftp://example.com/m.tflite', 'ftp'],
    ['IPFS://bafy/m.tflite', 'ipfs'],
    ['ipfs:bafy', 'ipfs'],
    ['blob:https://example.com/1', 'blob'],
    ['data:application/octet-stream;base64,AA==', 'data'],
  ])('%s', (text, scheme) => {
    expect(parseAddress(text)).toEqual({ kind: 'unsupported', scheme });
  });

  it.each([
    ['hf://', 'hf://org/name/file.tflite'],
    ['hf://org/name', 'hf://org/name/file.tflite'],
    ['hf://org/name/folder/', 'hf://org/name/file.tflite'],
    ['gs://bucket', 'gs://bucket/file.tflite'],
    ['s3://bucket/', 's3://bucket/file.tflite'],
    ['s3://key:secret@bucket/m.tflite', 's3://bucket/file.tflite'],
  ])('%s names no file', (text, form) => {
    expect(parseAddress(text)).toEqual({ kind: 'no-file', form });
  });
});

describe('text that is not an address', () => {
  it.each([
    '',
    'a word',
    'word',
    'and/or',
    '3.5/4',
    '/help',
    '// a comment',
    'note: something',
    'tensor:0:5',
    '0:5',
    'javascript:alert(1)',
    'mailto:me@example.com',
    'https://',
    'https://[/m.tflite',
    'https://example.com/a b',
    'see https://example.com/m.tflite',
    'open m.tflite please',
    'example.com',
    'one\nhttps://example.com/m.tflite',
    `https://example.com/${'a'.repeat(8192)}`,
  ])('%j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});
