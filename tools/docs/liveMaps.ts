import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const docsFolder = 'docs';

/** The files of the pages, without their folder. */
export function docsPages(): string[] {
  return readdirSync(docsFolder).filter((name) => name.endsWith('.md'));
}

export function pageText(page: string): string {
  return readFileSync(join(docsFolder, page), 'utf8');
}

/** A `<prune-scope>` of the documentation, with the picture inside it. */
export type LiveMap = {
  readonly page: string;
  /** Attributes of the tag, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** File of the picture and words for it. */
  readonly picture: { readonly src?: string; readonly alt?: string };
};

/** The maps that a page shows; tags in its code are not among them. */
export function liveMapsOf(page: string, text: string): LiveMap[] {
  return [...withoutCode(text).matchAll(/<prune-scope\b([^>]*)>(.*?)<\/prune-scope>/gs)].map(
    ([, attributes, inside]) => ({
      page,
      attributes: attributesOf(attributes),
      picture: attributesOf(/<img\b([^>]*)>/.exec(inside)?.[1] ?? ''),
    }),
  );
}

/** A page without its blocks of code. */
export function withoutCode(text: string): string {
  return text.replace(/^(`{3,})[^`\n]*\n.*?^\1$/gms, '');
}

/** Where the file of a relative address of a page is kept: samples lie beside the docs once they are built. */
function sampleOf({ attributes }: LiveMap): string {
  return attributes.src!.replace(/^\.\.\//, 'public/');
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

/** Arguments of the command to draw the map of a tag. */
export function renderArguments(map: LiveMap, out: string): string[] {
  const { attributes } = map;
  const options = ['tensor', 'rows', 'columns', 'pattern', 'view', 'color'].filter((name) => attributes[name]);
  return ['render', sampleOf(map), ...options.flatMap((name) => [`--${name}`, attributes[name]!]), '--out', out];
}
