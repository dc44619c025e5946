import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Pieces, deflated, deflatedForLink, inflated, inflatedFromLink } from '../../src/bytes/deflate';

const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i * i) % 251);
// Both were written before the two formats shared a module: files and links of that time must stay readable.
const inOldFile = 'AUAAv/8AAQQJEBkkMUBRZHmQqcThBSZJbpW+6RtKe67jH1iT0BRVmN0pcr0PXq8HXLMRbMktjvFbwjCbDXztZdpWz0/M';
const inOldLink =
  'eJwBQAC__wABBAkQGSQxQFFkeZCpxOEFJklulb7pG0p7ruMfWJPQFFWY3SlyvQ9erwdcsxFsyS2O8VvCMJsNfO1l2lbPT8wIuht5';

const inFile = async (content: Uint8Array<ArrayBuffer>) =>
  [...base64Pieces(await deflated(new Blob([content]).stream()))].join('');

describe('the format of review files', () => {
  it('reads files of earlier versions', async () => {
    expect(await inflated(inOldFile)).toEqual(bytes);
  });

  it('reads what it writes, across pieces', async () => {
    const random = Uint8Array.from({ length: 1_000_001 }, (_, i) => Math.imul(i, 2654435761) >>> 13);
    const text = await inFile(random);
    expect(text).toMatch(/^[\w+/]+=*$/);
    expect(await inflated(text)).toEqual(random);
  });
});

describe('the format of links', () => {
  it('reads links of earlier versions', async () => {
    expect(await inflatedFromLink(inOldLink, 64)).toEqual(bytes);
  });

  it('reads what it writes, in characters that links do not escape', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (content) => {
        const text = await deflatedForLink(Uint8Array.from(content));
        expect(text).toMatch(/^[\w-]*$/);
        expect(await inflatedFromLink(text, 2000)).toEqual(Uint8Array.from(content));
      }),
    );
  });

  it('finds a checksum that does not match, a truncated text and other characters', async () => {
    const changed = inOldLink.replace('QGSQ', 'QGSR');
    for (const text of [changed, inOldLink.slice(0, -4), `${inOldLink}=`, '+', ' ']) {
      expect(await inflatedFromLink(text, 64), text).toBeUndefined();
    }
  });

  it('returns nothing for more bytes than expected', async () => {
    expect(await inflatedFromLink(inOldLink, 63)).toBeUndefined();
  });
});
