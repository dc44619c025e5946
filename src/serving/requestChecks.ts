import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const localHosts = ['127.0.0.1', 'localhost'];

/**
 * Whether a request comes from the page of this server, or opens it.
 *
 * The host must be this computer: with DNS rebinding, a page of another site reaches the server under the name of that site. The port is not
 * compared, because it can be another one at the near end of an SSH tunnel.
 */
export function isFromOwnPage(headers: IncomingHttpHeaders): boolean {
  const { host, origin } = headers;
  if (host === undefined || !localHosts.includes(host.replace(/:\d{1,5}$/, ''))) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  // Browsers send no Origin for images and scripts of other sites, but this. A link that is clicked elsewhere may open the page.
  const site = headers['sec-fetch-site'];
  const opensPage = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return site === undefined || site === 'same-origin' || site === 'none' || opensPage;
}

/**
 * The part of a path after the token.
 * @param path of a URL, encoded, which starts with a slash
 * @returns undefined without the token. The empty text for the page
 */
export function pathAfterToken(path: string, token: string): string | undefined {
  const [, given = '', rest] = /^\/([^/]*)\/(.*)$/s.exec(path) ?? [];
  const [expected, actual] = [token, given].map((text) => Buffer.from(text)) as [Buffer, Buffer];
  // The time must not tell how many characters are right.
  const isRight = actual.length === expected.length && timingSafeEqual(actual, expected);
  return isRight ? rest : undefined;
}
