import { deflatedForLink, inflatedFromLink } from '../bytes/deflate';
import { formatCount } from '../sparsity/verdict';
import { DamagedBytes } from './byteFields';
import { encodeLink, type LinkState, maxLinkLength } from './link';
import type { Snapshot } from './snapshot';
import { snapshotBytes, snapshotFormat, snapshotFromBytes } from './snapshotBytes';

// Of a snapshot that is written: 16 kB, as base64url. Links of earlier versions can have longer ones.
const maxWrittenLength = Math.ceil((2 ** 14 * 4) / 3);

// More than the largest snapshot. A link of the maximum length can inflate to a thousand times its length.
const maxBytes = 2 ** 18;

/**
 * The complete link with the first snapshot that fits.
 * @param page URL without a fragment
 * @param snapshots from the most to the least detailed
 * @returns undefined if all links are longer than `maxLinkLength`, or all snapshots are beyond the limits
 */
export async function linkWithSnapshot(
  page: string,
  state: LinkState,
  snapshots: Iterable<Snapshot>,
): Promise<string | undefined> {
  for (const snapshot of snapshots) {
    const text = await encodeSnapshot(snapshot);
    if (text === undefined) continue;
    const link = `${page}#${encodeLink({ ...state, snapshot: text })}`;
    if (link.length <= maxLinkLength) return link;
  }
  return undefined;
}

/** The field `snapshot` of a link; undefined if it is beyond the limits or longer than 16 kB. */
export async function encodeSnapshot(snapshot: Snapshot): Promise<string | undefined> {
  const bytes = snapshotBytes(snapshot);
  if (!bytes) return undefined;
  const text = await deflatedForLink(bytes);
  return text.length > maxWrittenLength ? undefined : text;
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
