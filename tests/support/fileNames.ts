import { posix } from 'node:path';
import { group } from 'd3';
import { importsOf } from './importsOf';

// Finds files that collide on file systems that ignore case, from their names alone.

/**
 * Names that collide on some file system: paths that differ only by case, folders included, and names in a folder that differ only by case and
 * extension, because an import without an extension finds either. Each as "a/Keys.tsx, a/keys.ts".
 * @param paths of files, with `/` between folders
 */
export function nameClashes(paths: readonly string[]): string[] {
  const places = [...new Set(paths.flatMap(withFolders))];
  const clashing = (nameOf: (place: string) => string) =>
    [...group(places, (place) => folded(nameOf(place))).values()].filter((same) => new Set(same.map(nameOf)).size > 1);
  const clashes = [...clashing((place) => place), ...clashing(withoutExtension)];
  return [...new Set(clashes.map((same) => same.toSorted().join(', ')))];
}

/** Paths that are invalid on Windows: reserved names such as aux.ts, characters such as `:`, and names that end in a dot or a space. */
export function namesWindowsRefuses(paths: readonly string[]): string[] {
  const refused = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|[<>:"\\|?*\p{Cc}]|[. ]$/iu;
  return paths.filter((path) => path.split('/').some((part) => refused.test(part)));
}

/** Files by their names, in the form that a file system without case compares. */
export type FilesByName = ReadonlyMap<string, readonly string[]>;

export function filesByName(paths: readonly string[]): FilesByName {
  return group(paths, folded);
}

/** Imports of a file that do not resolve to exactly one file with the same spelling, each as "a/b.ts imports ./C: finds a/c.ts". Ignores packages. */
export function misspelledImports(path: string, text: string, files: FilesByName): string[] {
  return specifiersIn(path, text)
    .filter((specifier) => /^\.{0,2}\//.test(specifier))
    .flatMap((specifier) => {
      const [place] = specifier.split('?');
      const target = place!.startsWith('/') ? place!.slice(1) : posix.join(posix.dirname(path), place!);
      const spellings = spellingsOf(target);
      const found = [...new Set(spellings.flatMap((spelling) => files.get(folded(spelling)) ?? []))];
      const isRight = found.length === 1 && spellings.includes(found[0]!);
      return isRight ? [] : [`${path} imports ${specifier}: finds ${found.toSorted().join(', ') || 'no file'}`];
    });
}

function specifiersIn(path: string, text: string): string[] {
  if (/\.[cm]?[jt]sx?$/.test(path)) return importsOf(path, text);
  // CSS also allows relative paths without a leading dot. This project does not use them.
  if (path.endsWith('.css')) return [...text.matchAll(/@import\s+["']([^"']+)/g)].map(([, address]) => address!);
  if (path.endsWith('.html')) return [...text.matchAll(/<script\b[^>]*\ssrc="(\/[^"]+)"/g)].map(([, src]) => src!);
  return [];
}

// The extensions that Vite, TypeScript and tsx try. Their order must not matter.
const endings = ['mjs', 'js', 'mts', 'ts', 'jsx', 'tsx', 'json'].map((ending) => `.${ending}`);

function spellingsOf(target: string): string[] {
  const ends = ['', ...endings, ...endings.map((ending) => `/index${ending}`)];
  const asTyped = /\.m?js$/.test(target) ? [target.replace(/js$/, 'ts'), target.replace(/js$/, 'tsx')] : [];
  return [...ends.map((end) => target + end), ...asTyped];
}

function withFolders(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function withoutExtension(path: string): string {
  return posix.join(posix.dirname(path), posix.parse(path).name);
}

/** macOS also treats composed and decomposed accents as equal. */
function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
