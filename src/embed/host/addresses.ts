import { withoutCredentials } from '../../bytes/modelAddress';

/** The http(s) URL of an attribute, resolved against the page, without user name and password; undefined for anything else. */
export function addressOf(element: Element, attribute: string): string | undefined {
  const given = element.getAttribute(attribute);
  if (!given || !URL.canParse(given, element.baseURI)) return undefined;
  const { protocol, href } = new URL(given, element.baseURI);
  return protocol === 'http:' || protocol === 'https:' ? withoutCredentials(href) : undefined;
}

/** Whether a URL has the origin of this page. Sandboxed pages have no origin. */
export function isOfPage(address: string): boolean {
  return new URL(address).origin === self.origin;
}
