import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeLink } from '../../src/link/link';
import { argumentsIn, examplesOf, outputIn } from '../../tools/docs/examples';
import {
  docsFolder,
  docsPages,
  liveMapsOf,
  pageText,
  pictureOf,
  renderArguments,
  withoutCode,
} from '../../tools/docs/liveMaps';
import { builtCommand, type Run } from '../support/builtCommand';

// `npm run docs:update` updates images and outputs.

const pages = docsPages();
const texts = new Map(pages.map((page) => [page, pageText(page)]));
const maps = pages.flatMap((page) => liveMapsOf(page, texts.get(page)!));
const examples = pages.flatMap((page) => examplesOf(texts.get(page)!).map((example) => ({ page, ...example })));
// outsideLinks.test.ts checks links to other sites.
const links = pages.flatMap((page) =>
  linksOf(texts.get(page)!)
    .filter((link) => !/^https:/.test(link))
    .map((link) => ({ page, link, ...placeOf(link, page) })),
);
const [withinDocs, besideDocs] = [true, false].map((within) => links.filter((link) => link.isWithin === within));
const toSamples = besideDocs!.filter(({ path, hash }) => path === '' && hash !== '');

describe('the documentation', () => {
  let run: (...args: string[]) => Promise<Run>;
  const folder = mkdtempSync(join(tmpdir(), 'prunescope-docs-'));
  beforeAll(async () => {
    run = await builtCommand(folder);
    cpSync('public/samples', folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has maps, examples and links', () => {
    expect(maps.length).toBeGreaterThan(5);
    expect(examples.length).toBeGreaterThan(5);
    expect(withinDocs!.length).toBeGreaterThan(20);
    expect(besideDocs!.length).toBeGreaterThan(2);
    expect(toSamples.length).toBeGreaterThan(2);
  });

  it.each(maps)('has the current image of the map in $page: $picture.src', async (map) => {
    const out = join(folder, 'map.svg');
    const [command, sample, ...options] = renderArguments(map, out);
    const { code, stderr } = await run(command!, resolve(sample!), ...options);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const picture = readFileSync(pictureOf(map), 'utf8');
    expect(picture === readFileSync(out, 'utf8'), `${map.picture.src} shows what its map shows`).toBe(true);
    expect(map.picture.alt).toMatch(/\w/);
  });

  it.each(maps)('reserves the space of the map in $page: $picture.src', ({ attributes }) => {
    expect(attributes.style).toMatch(/^display: block; height: \d+px$/);
  });

  it.each(examples)('has the current output in $page of $command', async ({ command, output }) => {
    expect(output).toBe(outputIn(await run(...argumentsIn(command))));
  });

  it.each(withinDocs!)('links from $page to an existing page or image: $link', ({ path }) => {
    expect(path === '' || existsSync(join(docsFolder, path)), `docs/${path}`).toBe(true);
  });

  it.each(besideDocs!)('links from $page to an existing file of the build: $link', ({ path }) => {
    expect(isBesideDocs(path), `dist/${path}`).toBe(true);
  });

  it.each(toSamples)('links from $page to an existing map: $link', ({ hash }) => {
    expect(isSampleLink(hash), hash).toBe(true);
  });
});

/** The target of a link, relative to the docs or to their parent folder. */
function placeOf(
  link: string,
  page: string,
): { readonly isWithin: boolean; readonly path: string; readonly hash: string } {
  const { pathname, hash } = new URL(link, `https://docs.test/app/docs/${page}`);
  const isWithin = pathname.startsWith('/app/docs/');
  return { isWithin, path: pathname.replace(isWithin ? '/app/docs/' : '/app/', ''), hash };
}

/** URLs in links and images of a page, as written. */
function linksOf(text: string): string[] {
  const shown = withoutCode(text);
  const inMarkdown = [...shown.matchAll(/\]\(([^)\s]+)\)/g)];
  const inMarkup = [...shown.matchAll(/\b(?:href|src)="([^"]+)"/g)];
  return [...inMarkdown, ...inMarkup].map(([, address]) => address!);
}

/** Whether the build has a file of this name next to the docs. */
function isBesideDocs(path: string): boolean {
  return path === '' || existsSync(join('public', path));
}

/** Whether a link to the app names existing samples and fields. The map next to it checks tensor and window. */
function isSampleLink(fragment: string): boolean {
  const { model, tensor, window } = decodeLink(fragment);
  const sample = model && join('public', new URL(model).pathname);
  return existsSync(sample ?? '') && maps.some(({ attributes }) => isOfMap(attributes, { tensor, window }));
}

function isOfMap(
  { tensor, rows, columns }: Readonly<Record<string, string>>,
  link: Pick<ReturnType<typeof decodeLink>, 'tensor' | 'window'>,
): boolean {
  const { window } = link;
  const given = window && [`${window.rowStart}:${window.rowEnd}`, `${window.columnStart}:${window.columnEnd}`];
  return tensor === link.tensor && rows === given?.[0] && columns === given?.[1];
}
