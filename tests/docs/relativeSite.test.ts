import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeSiteRelative, relativeMarkup, relativeScript } from '../../tools/docs/relativeSite';

const base = '/here/';

/** What an expression of a script gives where the site lies at `root`. */
function resultOf(expression: string, root: string): unknown {
  return new Function(`return ${relativeScript(`(${expression})`, base, JSON.stringify(root))}`)();
}

it('finds out in every text of a script where the site lies', () => {
  expect(resultOf("'/here/'", '/a/b/')).toBe('/a/b/');
  expect(resultOf('["/here/x.html", "there"]', '/a/')).toEqual(['/a/x.html', 'there']);
  expect(resultOf(`\`/here/\${\`x\${"/here/y"}\`}z\``, '/a/')).toBe('/a/x/a/yz');
  expect(resultOf('JSON.parse("{\\"ids\\":[\\"/here/\\",\\"/here/x#y\\"]}")', '/')).toEqual({ ids: ['/', '/x#y'] });
  expect(resultOf('"/here/".length', '/longer/than/that/')).toBe(18);
  expect(resultOf('typeof"/here/"', '/a/')).toBe('string');
});

it('takes a folder with odd characters as it is', () => {
  expect(resultOf("'/here/x'", '/$&"`/')).toBe('/$&"`/x');
});

it('counts places as the script has them, behind letters of two units', () => {
  expect(resultOf("'😀 ö' + '/here/'", '/a/')).toBe('😀 ö/a/');
});

it('says so where the path stands and no expression can', () => {
  expect(() => relativeScript('const x = /[/]here[/]/; // /here/', base, '""')).toThrow('outside of a text');
  expect(() => relativeScript('export * from "/here/x.js"', base, '""')).toThrow('no expression');
  expect(() => relativeScript('const x = { "/here/": 1 }', base, '""')).toThrow('no expression');
  expect(() => relativeScript('tag`/here/`', base, '""')).toThrow('outside of a text');
});

it('makes addresses of a page relative, and leaves what it says', () => {
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

it('leads from every file of a folder to the root of it', () => {
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
