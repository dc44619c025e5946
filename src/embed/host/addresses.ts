/** The http(s) address that an attribute names, seen from the page; undefined for what is none. */
export function addressOf(element: Element, attribute: string): string | undefined {
  const given = element.getAttribute(attribute);
  if (!given || !URL.canParse(given, element.baseURI)) return undefined;
  const { protocol, href } = new URL(given, element.baseURI);
  return protocol === 'http:' || protocol === 'https:' ? href : undefined;
}

/** Whether an address is of the origin of this very page; a page in a sandbox has none. */
export function isOfPage(address: string): boolean {
  return new URL(address).origin === self.origin;
}
