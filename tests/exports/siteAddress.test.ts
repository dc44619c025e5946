import { expect, it } from 'vitest';
import { isLocalAddress, siteAddress } from '../../src/exports/siteAddress';

it.each([
  ['https://example.org/prunescope/', 'https://example.org/prunescope/'],
  ['https://example.org/prunescope', 'https://example.org/prunescope/'],
  ['https://example.org', 'https://example.org/'],
  ['  example.org/a/b ', 'https://example.org/a/b/'],
  ['localhost:8080/a', 'https://localhost:8080/a/'],
  ['http://example.org/a/index.html?x=1#v=1&model=b.tflite', 'http://example.org/a/'],
  ['https://example.org/v1.2', 'https://example.org/v1.2/'],
  ['https://example.org/v1.2/prune-scope.js', 'https://example.org/v1.2/'],
  ['https://me:secret@example.org/a//', 'https://example.org/a/'],
])('reads %j as the folder %s', (text, address) => {
  expect(siteAddress(text)).toBe(address);
});

it.each(['', ' ', 'ftp://example.org/', 'javascript://x/', 'file:///a/', 'a b', 'https://'])('rejects %j', (text) => {
  expect(siteAddress(text)).toBeUndefined();
});

it.each([
  ['http://localhost:4173/', true],
  ['http://a.localhost/', true],
  ['http://127.0.0.1/a/', true],
  ['http://0.0.0.0:8000/', true],
  ['http://[::1]:8000/', true],
  ['https://localhost.example.org/', false],
  ['https://127.example.org/', false],
  ['https://example.org/localhost/', false],
])('tells for %s whether it is local: %s', (address, isLocal) => {
  expect(isLocalAddress(address)).toBe(isLocal);
});
