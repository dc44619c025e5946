import { describe, expect, it } from 'vitest';
import { docsPages, pageText } from '../../tools/docs/liveMaps';
import { reviewedLinks } from '../support/reviewedLinks';

// Anywhere on a page: in links, images, code and text.
const addresses = docsPages().flatMap((page) =>
  [...pageText(page).matchAll(/\b[a-z]+:\/\/[^\s"'`<>()\]};,]+/g)].map(([address]) => ({ page, address })),
);

// RFC 2606 reserves them for examples. They cannot be registered.
const isExample = ({ hostname }: URL) => /^(.+\.)?example\.(org|com|net)$/.test(hostname);
// Forms of addresses with placeholders for the names, such as hf://org/name/file.
const isForm = ({ protocol, hostname }: URL) =>
  (protocol === 'hf:' && hostname === 'org') || (/^(gs|s3):$/.test(protocol) && hostname === 'bucket');
const isOwnMachine = ({ hostname }: URL) => hostname === 'localhost' || hostname === '127.0.0.1';

const outside = addresses.filter(({ address }) => {
  const url = new URL(address);
  return !isExample(url) && !isForm(url) && !isOwnMachine(url);
});

describe('other sites', () => {
  it('are found in the documentation', () => {
    expect(addresses.length).toBeGreaterThan(5);
    expect(outside.length).toBeGreaterThan(0);
  });

  it.each(outside)('are linked from $page with a reviewed URL: $address', ({ address }) => {
    expect(Object.keys(reviewedLinks)).toContain(address);
  });

  it.each(Object.entries(reviewedLinks))(
    '%s is encrypted, has the day of its reading, and is still linked',
    (address, link) => {
      const { href, protocol, username } = new URL(address);
      expect({ href, protocol, username }).toEqual({ href: address, protocol: 'https:', username: '' });
      expect(new Date(link.read).toISOString().slice(0, 10)).toBe(link.read);
      expect(link.for).toMatch(/\w/);
      expect(outside.map((found) => found.address)).toContain(address);
    },
  );
});
