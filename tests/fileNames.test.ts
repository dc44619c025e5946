import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { expect, it } from 'vitest';
import { filesByName, misspelledImports, nameClashes, namesWindowsRefuses } from './support/fileNames';

// Most disks of macOS and Windows ignore case, so that `./Commands` also finds commands.ts.

const paths = projectFiles();

it('has no two files whose names differ only by case, with or without extensions', () => {
  expect(nameClashes(paths)).toEqual([]);
});

it('has no file name that is invalid on Windows', () => {
  expect(namesWindowsRefuses(paths)).toEqual([]);
});

it('imports each file by its exact name, without ambiguity', () => {
  const scripts = paths.filter((path) => /\.([cm]?[jt]sx?|css|html)$/.test(path));
  expect(scripts.length).toBeGreaterThan(300);
  const files = filesByName(paths);
  expect(scripts.flatMap((path) => misspelledImports(path, readFileSync(path, 'utf8'), files))).toEqual([]);
});

it.each([
  ['src/ui/Commands.tsx', 'src/ui/commands.ts'],
  ['src/ui/Keys.ts', 'src/ui/keys.ts'],
  ['README.md', 'readme.md'],
  ['src/UI', 'src/ui'],
  ['docs/caf\u00e9.md', 'docs/cafe\u0301.md'],
])('finds that %s and %s are one name', (a, b) => {
  const inFolder = (name: string) => (name.includes('.') ? name : `${name}/${name.length}-${name}.ts`);
  const files = [a, b, 'src/ui/App.tsx', 'src/state/commands.ts'].map(inFolder);
  expect(nameClashes(files)).toContain([a, b].toSorted().join(', '));
});

it('finds Commands.tsx next to commands.ts, also by their imports', () => {
  const withBoth = ['src/ui/App.tsx', 'src/ui/Commands.tsx', 'src/ui/commands.ts', 'src/ui/keys.ts'];
  expect(nameClashes(withBoth)).toEqual(['src/ui/Commands.tsx, src/ui/commands.ts']);
  const files = filesByName(withBoth);
  const found = 'finds src/ui/Commands.tsx, src/ui/commands.ts';
  expect(misspelledImports('src/ui/App.tsx', "import { Commands } from './Commands';", files)).toEqual([
    `src/ui/App.tsx imports ./Commands: ${found}`,
  ]);
  expect(misspelledImports('src/ui/App.tsx', "import { commandsOf } from './commands';", files)).toHaveLength(1);
});

it('allows names that differ by more than case, and folders with the name of a file', () => {
  expect(nameClashes(['a/map.ts', 'a/map.css', 'a/maps.ts', 'a/map/index.ts', 'b/Map.ts'])).toEqual([]);
});

it.each([
  ['./Mask', 'src/mask.ts'],
  ['./mask.ts?worker&inline', 'src/Mask.ts'],
  ['/src/Main.tsx', 'src/main.tsx'],
  ['./none', undefined],
  ['./two', 'src/two.ts', 'src/two/index.ts'],
  ['./both', 'src/both.js', 'src/both.ts'],
])('refuses to import %s from src/ where %s is', (specifier, ...files) => {
  const others = files.filter((file) => file !== undefined);
  expect(misspelledImports('src/a.ts', `import '${specifier}';`, filesByName(others))).toEqual([
    `src/a.ts imports ${specifier}: finds ${others.join(', ') || 'no file'}`,
  ]);
});

it('reads imports of every kind of file', () => {
  const files = filesByName(['src/b.ts', 'src/c.css', 'src/d.json', 'src/e/index.tsx']);
  const script = `
    import '../src/b'; import './c.css?inline'; export * from './e'; import type { A } from './b.js';
    const d = await import('./d.json'); new Worker(new URL('./b.ts', import.meta.url)); import 'react';`;
  expect(misspelledImports('src/a.ts', script, files)).toEqual([]);
  expect(misspelledImports('src/a.css', '@import "./C.css";', files)).toHaveLength(1);
  expect(misspelledImports('index.html', '<script type="module" src="/src/B.ts">', files)).toHaveLength(1);
  expect(misspelledImports('src/a.ts', "new Worker(new URL('./B.ts', import.meta.url))", files)).toHaveLength(1);
});

it('finds names that are invalid on Windows', () => {
  const refused = ['src/aux.ts', 'a:b', 'docs/what?.md', 'folder./a', 'con'];
  expect(namesWindowsRefuses([...refused, 'src/auxiliary.ts', 'src/console.ts', '.gitignore'])).toEqual(refused);
});

/** The files of the project in git: tracked, or new and not ignored. Without git, all files that .gitignore does not name. */
function projectFiles(): string[] {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', list, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  // Git may be missing, or its repository may be a parent folder.
  const listed = status === 0 ? stdout.split('\0').filter((path) => path !== '' && existsSync(path)) : [];
  if (listed.includes('package.json')) return listed;
  const isIgnored = ignoredFolders();
  return readdirSync('.', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll(sep, '/').replace(/^\.\//, ''))
    .filter((path) => !path.startsWith('.git/') && !isIgnored.some((folder) => path.startsWith(folder)));
}

/** Folders that .gitignore names, each as `dist/`. */
function ignoredFolders(): string[] {
  return readFileSync('.gitignore', 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('/'));
}
