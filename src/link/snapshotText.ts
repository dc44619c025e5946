import { deflatedForLink, inflatedFromLink } from '../bytes/deflate';
import { formatCount } from '../sparsity/verdict';
import { DamagedBytes } from './byteFields';
import { encodeLink, type LinkState } from './link';
import type { Snapshot } from './snapshot';
import { snapshotBytes, snapshotFormat, snapshotFromBytes } from './snapshotBytes';

/** Characters that a link with a snapshot may have in all; chats and mails cut longer ones. */
export const longestLink = 32_000;

// More than the largest snapshot has: what deflates to a link of that length can come to a thousand times of it.
const maxBytes = 2 ** 18;

/**
 * The whole link to a picture that the other side sees without the file.
 * @param page its address without a fragment
 * @returns `undefined` when it would be longer than `longestLink`
 */
export async function linkWithSnapshot(
  page: string,
  state: LinkState,
  snapshot: Snapshot,
): Promise<string | undefined> {
  const text = await encodeSnapshot(snapshot);
  if (text === undefined) return undefined;
  const link = `${page}#${encodeLink({ ...state, snapshot: text })}`;
  return link.length > longestLink ? undefined : link;
}

/** The `snapshot` of a link; `undefined` when it is longer than a link may be. */
export async function encodeSnapshot(snapshot: Snapshot): Promise<string | undefined> {
  const bytes = snapshotBytes(snapshot);
  if (!bytes) return undefined;
  const text = await deflatedForLink(bytes);
  return text.length > longestLink ? undefined : text;
}

/** Why a link has no picture, as a sentence without a full stop. */
export type SnapshotProblem = { readonly problem: string };

/** Never throws, and takes no more time and room than a snapshot can need, whatever stands in the link. */
export async function decodeSnapshot(text: string): Promise<Snapshot | SnapshotProblem> {
  if (text.length > longestLink) {
    const found = `the picture in this link is ${formatCount(text.length)} characters long, expected at most ${formatCount(longestLink)}`;
    return { problem: `${found}: ask for another link, or open the file itself` };
  }
  const bytes = await inflatedFromLink(text, maxBytes);
  if (bytes && bytes[0] > snapshotFormat) {
    const found = `the picture in this link is of format ${bytes[0]}, which a later Prunescope made; this one reads ${snapshotFormat}`;
    return { problem: `${found}: reload the page, or open the file itself` };
  }
  try {
    if (bytes) return snapshotFromBytes(bytes);
  } catch (thrown) {
    if (!(thrown instanceof DamagedBytes)) throw thrown;
  }
  return {
    problem:
      'the picture in this link is damaged, as when a link is cut on its way: copy it again whole, or open the file itself',
  };
}
