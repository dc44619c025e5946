import { withoutCredentials } from '../bytes/modelAddress';

/**
 * The URL of the folder of a copy of Prunescope, with a trailing slash, for a text that a person typed: with or without a scheme, and with or
 * without the file of a page.
 * @returns undefined if it is not an http(s) URL
 */
export function siteAddress(text: string): string | undefined {
  const typed = text.trim();
  const given = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (typed === '' || /\s/.test(typed) || !URL.canParse(given)) return undefined;
  const { protocol, origin, pathname } = new URL(withoutCredentials(given));
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  // A last part such as index.html is a file. Folders can have dots too.
  const folder = pathname.replace(/[^/]*\.(html?|js)$/i, '').replace(/\/*$/, '/');
  return origin + folder;
}

/** Whether only the computer of the page can open a URL. */
export function isLocalAddress(address: string): boolean {
  const { hostname } = new URL(address);
  return /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(hostname);
}
