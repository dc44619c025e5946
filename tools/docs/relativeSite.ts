import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parseSync, Visitor } from 'vite';

// VitePress needs the path of its site, but dist/ must work at any path. So the site is built for a unique path, which is then replaced in the output:
// markup and styles get relative URLs, and scripts compute the base when they run, because they make URLs for pages in different folders.

/** Makes a folder built for the path `base`, such as `/here/`, work at any path. */
export function makeSiteRelative(folder: string, base: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const relative = relativeBy[posix.extname(name)];
    if (!relative) continue;
    const path = join(folder, name);
    const toRoot = '../'.repeat(name.split(sep).length - 1) || './';
    writeFileSync(path, relative(readFileSync(path, 'utf8'), base, toRoot));
  }
}

/** What a file says without `base`, by the end of its name. `toRoot` leads from its folder to that of the site. */
const relativeBy: Readonly<Record<string, (text: string, base: string, toRoot: string) => string>> = {
  '.html': relativeMarkup,
  '.css': (style, base, toRoot) => style.replaceAll(base, toRoot),
  '.js': (code, base, toRoot) => relativeScript(code, base, pathFrom(`new URL("${toRoot}",import.meta.url)`)),
};

/** A page; its own scripts have no address but that of the page. */
export function relativeMarkup(markup: string, base: string, toRoot: string): string {
  const root = pathFrom(`new URL("${toRoot}",location.href)`);
  return markup
    .replace(
      /(<script\b[^>]*>)(.*?)(<\/script>)/gs,
      (_, start, code, end) => start + relativeScript(code, base, root) + end,
    )
    .replaceAll(`="${base}`, `="${toRoot}`);
}

/**
 * Replaces `base` in all texts of a script with the value of `root`, an expression.
 * @throws Error if `base` occurs where an expression is not possible
 */
export function relativeScript(code: string, base: string, root: string): string {
  const texts = textsWith(code, base);
  const found = texts.reduce((count, { start, end }) => count + occurrences(code.slice(start, end), base), 0);
  if (found !== occurrences(code, base)) throw new Error(`${base} is outside of a text: ${code.slice(0, 200)}`);
  let rewritten = '';
  let done = 0;
  for (const { start, end } of texts) {
    // A function, because $ is special in a replacement text. Parentheses, because a text may follow a keyword.
    const text = `(${code.slice(start, end)}.replaceAll(${JSON.stringify(base)},()=>${root}))`;
    rewritten += code.slice(done, start) + text;
    done = end;
  }
  rewritten += code.slice(done);
  const [error] = parseSync('site.js', rewritten).errors;
  if (error) throw new Error(`${base} is where no expression is possible: ${error.message}`);
  return rewritten;
}

type Span = { readonly start: number; readonly end: number };

/** Where the texts of a script are that hold `base`, quoted or in backticks, one after the other. */
function textsWith(code: string, base: string): Span[] {
  const spans: Span[] = [];
  const tagged = new Set<number>();
  const add = ({ start, end }: Span) => {
    if (code.slice(start, end).includes(base)) spans.push({ start, end });
  };
  const { program, errors } = parseSync('site.js', code);
  if (errors.length > 0) throw new Error(errors[0]!.message);
  new Visitor({
    Literal(node) {
      if (typeof node.value === 'string') add(node);
    },
    // A template tag gets the pieces of the text.
    TaggedTemplateExpression: ({ quasi }) => void tagged.add(quasi.start),
    TemplateLiteral(node) {
      if (!tagged.has(node.start)) add(node);
    },
  }).visit(program);
  // Expressions inside a template literal are part of it.
  return spans
    .sort((a, b) => a.start - b.start)
    .filter(({ end }, index, sorted) => !sorted.slice(0, index).some((earlier) => end <= earlier.end));
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Decoded, as VitePress compares it with decoded addresses. */
function pathFrom(url: string): string {
  return `decodeURI(${url}.pathname)`;
}
