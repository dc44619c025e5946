import { withoutCredentials } from '../bytes/modelAddress';

// More than all fields and notes. Further fields of a very long link are ignored.
export const maxFields = 1000;

/**
 * A fragment whose URLs of models mean the same on this page, without user name and password.
 * @param fragment with or without `#`
 * @param base the URL that the link is to
 * @returns `fragment` itself if nothing has to change
 */
export function fragmentHere(fragment: string, base: string): string {
  const fields = new URLSearchParams(fragment.replace(/^#/, '').split('&', maxFields).join('&'));
  const changed = ['model', 'compare'].flatMap((name) => {
    const given = fields.get(name);
    const here = given === null ? null : modelHere(given, base);
    return here === given ? [] : [[name, here!] as const];
  });
  if (changed.length === 0) return fragment;
  for (const [name, url] of changed) fields.set(name, url);
  return `${fragment.startsWith('#') ? '#' : ''}${fields}`;
}

function modelHere(given: string, base: string): string {
  if (!URL.canParse(given, base)) return given;
  const url = withoutCredentials(new URL(given, base).href);
  const meansTheSame = URL.canParse(given, pageBase()) && new URL(given, pageBase()).href === url;
  return meansTheSame ? given : url;
}

/** The URL that relative URLs in links resolve against. Without user name and password, which `fetch` rejects. */
export function pageBase(): string {
  return withoutCredentials(globalThis.document?.baseURI ?? 'https://page.invalid/');
}
