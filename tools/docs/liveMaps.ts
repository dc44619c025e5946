import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

export const docsFolder = 'docs';

/** Paths of the pages in the folder, with slashes. */
export function docsPages(): string[] {
  return readdirSync(docsFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('.'))
    .map((name) => name.replaceAll(sep, '/'));
}

/** Path of the fallback image of a map in the repository. */
export function pictureOf({ page, picture }: LiveMap): string {
  return posix.join(docsFolder, posix.dirname(page), picture.src!);
}

export function pageText(page: string): string {
  return readFileSync(join(docsFolder, page), 'utf8');
}

/** A `<prune-scope>` tag in the documentation, with its fallback image. */
export type LiveMap = {
  readonly page: string;
  /** Attributes of the tag, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes of the fallback image. */
  readonly picture: { readonly src?: string; readonly alt?: string };
};

/** The live maps of a page. Tags in code blocks are ignored. */
export function liveMapsOf(page: string, text: string): LiveMap[] {
  return [...withoutCode(text).matchAll(/<prune-scope\b([^>]*)>(.*?)<\/prune-scope>/gs)].map(
    ([, attributes, inside]) => ({
      page,
      attributes: attributesOf(attributes),
      picture: attributesOf(/<img\b([^>]*)>/.exec(inside)?.[1] ?? ''),
    }),
  );
}

/** The Markdown of a page without its code blocks. */
export function withoutCode(text: string): string {
  return text.replace(/^(`{3,})[^`\n]*\n.*?^\1$/gms, '');
}

/** Path of the model in the repository. In the built site, `samples/` is next to `docs/`. */
function sampleOf({ page, attributes }: LiveMap): string {
  return posix.join('public/docs', posix.dirname(page), attributes.src!);
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

/** Arguments of the command `prunescope` that draw the map of a tag. */
export function renderArguments(map: LiveMap, out: string): string[] {
  const { attributes } = map;
  const options = ['tensor', 'rows', 'columns', 'pattern', 'view', 'color'].filter((name) => attributes[name]);
  return ['render', sampleOf(map), ...options.flatMap((name) => [`--${name}`, attributes[name]!]), '--out', out];
}
