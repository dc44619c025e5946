import fc from 'fast-check';
import { parseSync, Visitor } from 'vite';
import { expect, it } from 'vitest';
import { type Embedded, type SnippetKind, snippetKinds, snippetOf } from '../../src/exports/snippets';
import { decodeLink } from '../../src/link/link';
import { anyEmbedded } from '../support/anyEmbedded';
import { type Attributes, linkOfFrame, linkOfTag, meantByFrame, meantByTag, whole } from '../support/snippetReading';

const embedded: Embedded = {
  base: 'https://host/scope/',
  link: decodeLink('#model=https://models/a.tflite&tensor=0:5&rows=0:24&columns=8:32&color=blocks&theme=dark'),
  bytes: 27_700_000,
  label: 'Non-zero map of a/b',
  height: 480,
  withPicture: false,
};
const fragment = 'v=1&model=https://models/a.tflite&tensor=0:5&rows=0:24&columns=8:32&color=blocks&theme=dark';
const inHtml = fragment.replaceAll('&', '&amp;');

it('is a script and a tag for HTML, with a link for readers without scripts', () => {
  expect(snippetOf('html', embedded)).toBe(`\
<script type="module" src="https://host/scope/prune-scope.js"></script>
<prune-scope
  src="https://models/a.tflite"
  bytes="27700000"
  tensor="0:5"
  rows="0:24"
  columns="8:32"
  color="blocks"
  theme="dark"
  style="display: block; height: 480px">
  <a href="https://host/scope/#${inHtml}">Non-zero map of a/b</a>
</prune-scope>
`);
});

it('is a frame', () => {
  expect(snippetOf('iframe', embedded)).toBe(`\
<iframe
  src="https://host/scope/embed.html#${inHtml}"
  title="Non-zero map of a/b"
  width="100%"
  height="480"
  loading="lazy"
  frameborder="0"></iframe>
`);
});

it('is an image with a link for Markdown', () => {
  expect(snippetOf('markdown', embedded)).toBe(
    `[![Non-zero map of a/b](non-zero-map.svg)](https://host/scope/#${fragment})\n`,
  );
});

it('is Python code for Jupyter', () => {
  expect(snippetOf('jupyter', { ...embedded, label: 'Map of "a"' })).toBe(`\
from IPython.display import IFrame

IFrame(
    "https://host/scope/embed.html#${fragment}",
    width="100%",
    height=480,
    extras=["title=\\"Map of &quot;a&quot;\\""],
)
`);
});

it('has its script in the head for VitePress and Docusaurus, without an import', () => {
  expect(snippetOf('vitepress', embedded)).toMatch(
    /^---\nhead:\n {2}- - script\n {4}- type: module\n {6}src: "https:\/\/host\/scope\/prune-scope.js"\n---\n\n<div v-pre/,
  );
  const mdx = snippetOf('docusaurus', embedded);
  expect(mdx).toMatch(
    /^<head>\n {2}<script type="module" src="https:\/\/host\/scope\/prune-scope.js" \/>\n<\/head>\n\n/,
  );
  expect(mdx).toContain('style={{ display: "block", height: "480px" }}>');
  expect(mdx).not.toContain('import');
});

it('refers to a file of this computer by its path in each kind of site, without its size', () => {
  const local = {
    ...embedded,
    link: decodeLink('#name=my%20model%281%29.tflite&size=9&tensor=0:5'),
    withPicture: true,
  };
  const places: Partial<Record<SnippetKind, string>> = {
    html: '',
    sphinx: '_static/',
    mkdocs: '../',
    vitepress: '/',
    docusaurus: '/',
  };
  for (const [kind, folder] of Object.entries(places)) {
    const text = snippetOf(kind as SnippetKind, local);
    expect(text).toContain(`src="${folder}my%20model`);
    expect(text).toContain(`src="${folder}non-zero-map.svg"`);
    expect(text).not.toContain('bytes=');
  }
  expect(snippetOf('iframe', local)).toContain('embed.html#v=1&amp;model=my%2520model');
  expect(snippetOf('markdown', local)).toContain('#v=1&name=my%20model%281%29.tflite&size=9&tensor=0:5)');
});

it('includes a single note in a tag, and all notes in a frame', () => {
  const notes = ['0:5/t;TM;Why?', '0:5/t;TM;And why?'];
  const noted = (count: number) => ({
    ...embedded,
    link: decodeLink(new URLSearchParams(notes.slice(0, count).map((note) => ['note', note])).toString()),
  });
  expect(snippetOf('html', noted(1))).toContain('\n  note="0:5/t;TM;Why?"\n');
  expect(snippetOf('html', noted(2))).not.toContain('\n  note=');
  expect(decodeLink(/#([^"]*)"/.exec(snippetOf('jupyter', noted(2)))![1]!).notes).toHaveLength(2);
});

it('names the file of a bundle, not the model in it', () => {
  const link = decodeLink('#name=pose.task/a/b.tflite&member=pose.task/a/b.tflite');
  expect(snippetOf('html', { ...embedded, link })).toContain('src="pose.task"\n');
});

it('is a single HTML block in Markdown: no empty line, no fence, no template', () => {
  fc.assert(
    fc.property(anyEmbedded, fc.constantFrom('html', 'iframe', 'sphinx', 'mkdocs'), (embedded, kind) => {
      const html = snippetOf(kind, embedded)
        .replace(/^```\{raw\} html\n/, '')
        .replace(/```\n$/, '');
      expect(html).not.toMatch(/\n\s*\n|[`{}\u2028\u2029]|[^\P{Cc}\n]/u);
    }),
  );
});

it('is JSX for Docusaurus with the same values, for any names', () => {
  fc.assert(
    fc.property(anyEmbedded, (embedded) => {
      const { head, tag, a, img, text } = elementsOf(snippetOf('docusaurus', embedded));
      expect(head).toEqual({});
      expect(linkOfTag(tag!)).toEqual(meantByTag(embedded, '/', whole));
      expect(tag!.bytes).toBe(embedded.link.model && embedded.bytes?.toString());
      expect(a!.href).toContain(`${embedded.base}#v=1&`);
      expect(embedded.withPicture ? img!.alt : text).toBe(whole(embedded.label));
    }),
  );
});

it('has JSON strings for Python', () => {
  fc.assert(
    fc.property(anyEmbedded, (embedded) => {
      const lines = snippetOf('jupyter', embedded).split('\n');
      expect(lines).toHaveLength(9);
      expect(linkOfFrame(JSON.parse(lines[3]!.trim().replace(/,$/, '')))).toEqual(meantByFrame(embedded));
      expect(JSON.parse(/\[(.*)\]/.exec(lines[6]!)![1]!)).toMatch(/^title="[^"]+"$/);
    }),
  );
});

it('exists for each kind', () => {
  expect(new Set(snippetKinds.map((kind) => snippetOf(kind, embedded))).size).toBe(snippetKinds.length);
});

/** The elements of a snippet in JSX, and the text in them. */
function elementsOf(jsx: string): Partial<Record<'head' | 'tag' | 'a' | 'img', Attributes>> & { text?: string } {
  const { program, errors } = parseSync('page.jsx', `<>${jsx}</>`);
  expect(errors).toEqual([]);
  const found: Record<string, Attributes> = {};
  let text: string | undefined;
  new Visitor({
    JSXOpeningElement({ name, attributes }) {
      const given = attributes.flatMap((attribute) => {
        if (attribute.type !== 'JSXAttribute') throw new Error('an attribute without a name');
        const value = attribute.value?.type === 'JSXExpressionContainer' ? attribute.value.expression : attribute.value;
        return value?.type === 'Literal' ? [[attribute.name.name as string, String(value.value)]] : [];
      });
      const tag = (name as { name: string }).name;
      found[tag === 'prune-scope' ? 'tag' : tag] = Object.fromEntries(given);
    },
    JSXExpressionContainer({ expression }) {
      if (expression.type === 'Literal') text = expression.value as string;
    },
  }).visit(program);
  return { ...found, ...(text !== undefined && { text }) };
}
