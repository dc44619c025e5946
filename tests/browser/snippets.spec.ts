import type { Page } from '@playwright/test';
import fc from 'fast-check';
import { createMarkdownRenderer } from 'vitepress';
import { type Embedded, type SnippetKind, snippetOf } from '../../src/exports/snippets';
import { decodeLink } from '../../src/link/link';
import { anyEmbedded } from '../support/anyEmbedded';
import { expect, test } from '../support/pageObjects';
import {
  type Attributes,
  heldByHtml,
  linkOfFrame,
  linkOfTag,
  meantByFrame,
  meantByTag,
  whole,
} from '../support/snippetReading';

// Parses snippets with the browser and a Markdown parser, with names that break careless escaping.

const cases = fc.sample(anyEmbedded, 300);

/** The embedded view, for error messages. */
const told = (embedded: Embedded) => JSON.stringify(embedded);

type Found = { readonly name: string; readonly attributes: Attributes; readonly text: string };

/** The elements that a browser finds in the bodies of these pages. */
function foundIn(page: Page, pages: readonly string[]): Promise<Found[][]> {
  return page.evaluate(
    (pages) =>
      pages.map((html) =>
        [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('prune-scope, iframe, a, img')].map(
          (element) => ({
            name: element.localName,
            attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
            text: element.textContent,
          }),
        ),
      ),
    pages,
  );
}

function expectTag(found: readonly Found[], embedded: Embedded, folder: string): void {
  const [tag, link, picture, ...more] = found;
  expect(more).toEqual([]);
  expect([tag!.name, link!.name]).toEqual(['prune-scope', 'a']);
  expect(linkOfTag(tag!.attributes), told(embedded)).toEqual(meantByTag(embedded, folder, heldByHtml));
  expect(tag!.attributes.bytes).toBe(embedded.link.model && embedded.bytes?.toString());
  expect(tag!.attributes.style).toBe(`display: block; height: ${embedded.height}px`);
  expect(decodeLink(new URL(link!.attributes.href!).hash).tensor).toBe(embedded.link.tensor);
  expect(embedded.withPicture ? picture!.attributes.alt : link!.text, told(embedded)).toBe(heldByHtml(embedded.label));
}

function expectFrame(found: readonly Found[], embedded: Embedded): void {
  const [frame, ...more] = found;
  expect(more).toEqual([]);
  expect(linkOfFrame(frame!.attributes.src!), told(embedded)).toEqual(meantByFrame(embedded));
  expect(frame!.attributes).toMatchObject({ title: heldByHtml(embedded.label), height: String(embedded.height) });
}

test('as HTML, each snippet gives only the expected elements', async ({ page }) => {
  const htmlOf = (embedded: Embedded) => `<!doctype html><body>${snippetOf('html', embedded)}`;
  const tags = await foundIn(page, cases.map(htmlOf));
  for (const [i, found] of tags.entries()) expectTag(found, cases[i]!, '');
  const frames = await foundIn(
    page,
    cases.map((embedded) => snippetOf('iframe', embedded)),
  );
  for (const [i, found] of frames.entries()) expectFrame(found, cases[i]!);
});

test('within Markdown too', async ({ page }) => {
  const markdown = await createMarkdownRenderer('.');
  const kinds: readonly [kind: SnippetKind, folder: string][] = [
    ['mkdocs', '../'],
    ['vitepress', '/'],
  ];
  for (const [kind, folder] of kinds) {
    const bodies = cases.map((embedded) => {
      const text = snippetOf(kind, embedded).replace(/^---\n.*?\n---\n/s, '');
      return markdown.render(`Before.\n\n${text}\nAfter.\n`);
    });
    const pages = await foundIn(page, bodies);
    for (const [i, found] of pages.entries()) expectTag(found, cases[i]!, folder);
  }
  const framed = cases.map((embedded) => markdown.render(`Before.\n\n${snippetOf('iframe', embedded)}\nAfter.\n`));
  for (const [i, found] of (await foundIn(page, framed)).entries()) expectFrame(found, cases[i]!);
});

test('an image in Markdown has its text and its link', async ({ page }) => {
  const markdown = await createMarkdownRenderer('.');
  markdown.disable('emoji');
  const texts = cases.map((embedded) => snippetOf('markdown', embedded));
  const pages = await foundIn(
    page,
    texts.map((text) => markdown.render(text)),
  );
  // This parser drops escaped characters from image texts, but not from link texts.
  const asLinks = texts.map((text) => markdown.render(text.replace(/^\[!(\[.*\])\(non-zero-map\.svg\)\]\(/, '$1(')));
  const spoken = await foundIn(page, asLinks);
  for (const [i, [link, picture, ...more]] of pages.entries()) {
    const { base, link: shown, label } = cases[i]!;
    expect(more).toEqual([]);
    expect([link!.name, picture!.name]).toEqual(['a', 'img']);
    const words = whole(label)
      .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .trim();
    expect(spoken[i]!.map(({ name }) => name)).toEqual(['a']);
    expect(spoken[i]![0]!.text.replaceAll('\u2060', ''), told(cases[i]!)).toBe(words.replaceAll('\u2060', ''));
    const { tensor, window, member } = decodeLink(new URL(link!.attributes.href!).hash);
    expect({ tensor, window, member }).toEqual({
      tensor: shown.tensor,
      window: shown.window,
      member: shown.member && whole(shown.member),
    });
    expect(link!.attributes.href!.startsWith(base.replaceAll('(', '%28').replaceAll(')', '%29'))).toBe(true);
  }
});
