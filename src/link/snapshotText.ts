import { deflatedForLink, inflatedFromLink } from '../bytes/deflate';
import { formatCount } from '../sparsity/verdict';
import { DamagedBytes } from './byteFields';
import { encodeLink, type LinkState } from './link';
import type { Snapshot } from './snapshot';
import { snapshotBytes, snapshotFormat, snapshotFromBytes } from './snapshotBytes';

/** Characters of a complete link with a snapshot. Chats and mail programs cut longer links. */
export const maxLinkLength = 32_000;

// More than the largest snapshot. A link of the maximum length can inflate to a thousand times its length.
const maxBytes = 2 ** 18;

/**
 * The complete link with a snapshot.
 * @param page URL without a fragment
 * @returns undefined if it is longer than `maxLinkLength`
 */
export async function linkWithSnapshot(
  page: string,
  state: LinkState,
  snapshot: Snapshot,
): Promise<string | undefined> {
  const text = await encodeSnapshot(snapshot);
  if (text === undefined) return undefined;
  const link = `${page}#${encodeLink({ ...state, snapshot: text })}`;
  return link.length > maxLinkLength ? undefined : link;
}

/** The field `snapshot` of a link; undefined if it is longer than a link can be. */
export async function encodeSnapshot(snapshot: Snapshot): Promise<string | undefined> {
  const bytes = snapshotBytes(snapshot);
  if (!bytes) return undefined;
  const text = await deflatedForLink(bytes);
  return text.length > maxLinkLength ? undefined : text;
}

/** Why the snapshot of a link cannot be shown, and what to do: full sentences. */
export type SnapshotProblem = { readonly problem: string };

/** Reads an untrusted snapshot. Never throws; time and memory are limited by those of the largest snapshot. */
export async function decodeSnapshot(text: string): Promise<Snapshot | SnapshotProblem> {
  if (text.length > maxLinkLength) {
    const found = `The preview in this link has ${formatCount(text.length)} characters, more than the maximum of ${formatCount(maxLinkLength)}.`;
    return { problem: `${found} Ask for another link, or open the file itself.` };
  }
  const bytes = await inflatedFromLink(text, maxBytes);
  if (bytes && bytes[0] > snapshotFormat) {
    const found = `The preview in this link has format ${bytes[0]} of a later version of Prunescope. This version reads format ${snapshotFormat}.`;
    return { problem: `${found} Reload the page, or open the file itself.` };
  }
  try {
    if (bytes) return snapshotFromBytes(bytes);
  } catch (thrown) {
    if (!(thrown instanceof DamagedBytes)) throw thrown;
  }
  return {
    problem:
      'The preview in this link is damaged. The link may have been cut. Copy the complete link again, or open the file itself.',
  };
}
