import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { isOutdated } from '../../tools/buildIfOutdated';

const sourceTime = new Date('2020-01-01');
const buildTime = new Date('2020-01-02');

let root: string;

// A project that was built after its sources were written. What a test changes is newer.
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'prunescope-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const path of ['src/ui/a.ts', 'src/ui/b.ts', 'docs/index.md', 'docs/.vitepress/config.ts', 'package.json']) {
    write(path);
  }
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    utimesSync(join(root, path), sourceTime, sourceTime);
  }
  write('dist/docs/index.html');
  utimesSync(join(root, 'dist/docs/index.html'), buildTime, buildTime);
});

function write(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '');
}

describe('a build is outdated', () => {
  it('if it is missing', () => {
    rmSync(join(root, 'dist'), { recursive: true });
    expect(isOutdated(root)).toBe(true);
  });

  it.each(['src/ui/a.ts', 'docs/.vitepress/config.ts', 'package.json'])('if %s is changed', (path) => {
    write(path);
    expect(isOutdated(root)).toBe(true);
  });

  it.each(['src/ui/c.ts', 'src/c.ts', 'vite.config.ts'])('if %s is added', (path) => {
    write(path);
    expect(isOutdated(root)).toBe(true);
  });

  it('if a source is removed', () => {
    rmSync(join(root, 'src/ui/b.ts'));
    expect(isOutdated(root)).toBe(true);
  });
});

describe('a build is up to date', () => {
  it('if the sources are older', () => {
    expect(isOutdated(root)).toBe(false);
  });

  it('if VitePress wrote and removed a temporary file next to its configuration', () => {
    write('docs/.vitepress/config.ts.timestamp-1.mjs');
    rmSync(join(root, 'docs/.vitepress/config.ts.timestamp-1.mjs'));
    expect(isOutdated(root)).toBe(false);
  });

  it('if a file is changed that the build does not read', () => {
    write('tests/a.test.ts');
    write('README.md');
    expect(isOutdated(root)).toBe(false);
  });
});
