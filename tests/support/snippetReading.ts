import type { Embedded } from '../../src/exports/snippets';
import { decodeLink, type LinkState } from '../../src/link/link';

// What a reader gets from a snippet, and what the snippet must express.

export type Attributes = Readonly<Record<string, string>>;

// The base that decodeLink resolves relative URLs against, in tests without a page.
const nowhere = 'https://page.invalid/';

/** The link that a tag with these attributes shows. */
export function linkOfTag({ src, 'tensor-name': tensorName, ...fields }: Attributes): LinkState {
  const model = new URL(src!, nowhere).href;
  return decodeLink(new URLSearchParams({ ...fields, model, ...(tensorName && { tensorName }) }).toString());
}

export function linkOfFrame(src: string): LinkState {
  return decodeLink(new URL(src).hash);
}

/** The link that a tag must show, in a language that stores text as `held` returns it. */
export function meantByTag({ base, link }: Embedded, folder: string, held: (text: string) => string): LinkState {
  const { tensorName, member, compare: _compare, ...meant } = meantByAll({ base, link });
  return {
    ...meant,
    // A tag shows no comparison.
    color: meant.color === 'compare' ? 'nonzero' : meant.color,
    model: link.model === undefined ? beside(link, folder) : new URL(link.model, base).href,
    ...(tensorName !== undefined && { tensorName: held(tensorName) }),
    ...(member !== undefined && { member: held(member) }),
  };
}

/** The link that a frame must show. */
export function meantByFrame({ base, link }: Embedded): LinkState {
  const { tensorName, member, compare, ...meant } = meantByAll({ base, link });
  return {
    ...meant,
    model: link.model === undefined ? beside(link, '') : new URL(link.model, nowhere).href,
    ...(tensorName !== undefined && { tensorName: whole(tensorName) }),
    ...(member !== undefined && { member: whole(member) }),
    ...(compare && { compare: new URL(compare, nowhere).href }),
  };
}

function meantByAll({ link }: Pick<Embedded, 'base' | 'link'>): LinkState {
  const { name: _name, size: _size, ...shown } = link;
  const color = link.color === 'compare' && !link.compare ? 'nonzero' : link.color;
  return { ...shown, color, engine: 'auto' };
}

function beside({ name }: LinkState, folder: string): string {
  const [file] = name!.split('/');
  return new URL(folder + encodeURIComponent(whole(file!)), nowhere).href;
}

/** The part of a text that HTML can represent. */
export function heldByHtml(text: string): string {
  return Array.from(whole(text), (character) => (/[^\t\n\r\P{Cc}]/u.test(character) ? '\ufffd' : character)).join('');
}

/** Without lone surrogates. */
export function whole(text: string): string {
  return Buffer.from(text, 'utf8').toString();
}
