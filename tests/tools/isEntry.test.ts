import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { isEntry } from '../../tools/isEntry';

it('detects the module that Node was started with, also with links and special characters in its path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prunescope-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const place = join(folder, 'a b#é%');
  mkdirSync(place);
  writeFileSync(join(place, 'tool.ts'), '');
  writeFileSync(join(place, 'other.ts'), '');
  symlinkSync(place, join(folder, 'link'), 'junction');
  const url = pathToFileURL(join(place, 'tool.ts')).href;
  expect(isEntry(url, join(place, 'tool.ts'))).toBe(true);
  expect(isEntry(url, join(folder, 'link', 'tool.ts'))).toBe(true);
  expect(isEntry(url, join(place, 'other.ts'))).toBe(false);
  expect(isEntry(url, join(place, 'none.ts'))).toBe(false);
  expect(isEntry(url, undefined)).toBe(false);
});
