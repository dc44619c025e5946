import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeSiteRelative, relativeMarkup, relativeScript } from '../../tools/docs/relativeSite';

const base = '/here/';

/** The value of an expression of a script on a site at `root`. */
function resultOf(expression: string, root: string): unknown {
  return new Function(`return ${relativeScript(`(${expression})`, base, JSON.stringify(root))}`)();
}

it('replaces the base in each text of a script', () => {
  expect(resultOf("'/here/'", '/a/b/')).toBe('/a/b/');
  expect(resultOf('["/here/x.html", "there"]', '/a/')).toEqual(['/a/x.html', 'there']);
  expect(resultOf(`\`/here/\${\`x\${"/here/y"}\`}z\``, '/a/')).toBe('/a/x/a/yz');
  expect(resultOf('JSON.parse("{\\"ids\\":[\\"/here/\\",\\"/here/x#y\\"]}")', '/')).toEqual({ ids: ['/', '/x#y'] });
  expect(resultOf('"/here/".length', '/longer/than/that/')).toBe(18);
  expect(resultOf('typeof"/here/"', '/a/')).toBe('string');
});

it('supports folders with special characters', () => {
  expect(resultOf("'/here/x'", '/$&"`/')).toBe('/$&"`/x');
});

it('finds positions after characters of two UTF-16 units', () => {
  expect(resultOf("'😀 ö' + '/here/'", '/a/')).toBe('😀 ö/a/');
});

it('throws if the path occurs where an expression is not possible', () => {
  expect(() => relativeScript('const x = /[/]here[/]/; // /here/', base, '""')).toThrow('outside of a text');
  expect(() => relativeScript('export * from "/here/x.js"', base, '""')).toThrow('no expression');
  expect(() => relativeScript('const x = { "/here/": 1 }', base, '""')).toThrow('no expression');
  expect(() => relativeScript('tag`/here/`', base, '""')).toThrow('outside of a text');
});

it('makes URLs of a page relative, and keeps its text', () => {
  const markup =
    '<a href="/here/">home</a><img src="/here/x.svg"><a href="/there/here/">/here/</a><script src="/here/x.js"></script>';
  expect(relativeMarkup(markup, base, './')).toBe(
    '<a href="./">home</a><img src="./x.svg"><a href="/there/here/">/here/</a><script src="./x.js"></script>',
  );
  const script = relativeMarkup('<script>window.base="/here/"</script>', base, './');
  const window = { base: '' };
  new Function('window', 'location', script.replace(/<\/?script>/g, ''))(window, {
    href: 'https://x.test/a%20b/c.html',
  });
  expect(window.base).toBe('/a b/');
});

it('gives the path from each file of a folder to the root', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prunescope-site-'));
  mkdirSync(join(folder, 'assets/chunks'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<link href="/here/assets/a.css">');
  writeFileSync(join(folder, 'assets/a.css'), 'a { background: url(/here/x.svg) }');
  writeFileSync(join(folder, 'assets/chunks/a.js'), 'export default "/here/x"');
  writeFileSync(join(folder, 'x.svg'), '<text>/here/</text>');
  makeSiteRelative(folder, base);
  const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
  expect(textOf('index.html')).toBe('<link href="./assets/a.css">');
  expect(textOf('assets/a.css')).toBe('a { background: url(../x.svg) }');
  expect(textOf('assets/chunks/a.js')).toContain('new URL("../../",import.meta.url)');
  expect(textOf('x.svg')).toBe('<text>/here/</text>');
  rmSync(folder, { recursive: true });
});
