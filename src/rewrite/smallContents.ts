import type { ByteSource } from '../bytes/byteSource';
import { contentLength, type DataNode, type FieldValue, type TableNode } from './nodes';

/** Bytes. Longer lists are copied when the file is written. */
export const maxSmallContent = 4096;
// Contents at most this far apart are read at once.
const joinedGap = 32 * 1024;
const maxJoined = 8 * 2 ** 20;

/** Reads texts and short lists of a model into memory, neighbors together. @throws ModelError those of the source */
export async function readSmallContents(source: ByteSource, root: TableNode, signal?: AbortSignal): Promise<void> {
  const small = dataNodesIn(root).flatMap((node) => {
    const { content } = node;
    return 'range' in content && contentLength(content) <= maxSmallContent ? [{ node, ...content.range }] : [];
  });
  small.sort((a, b) => a.start - b.start);
  for (let first = 0; first < small.length; ) {
    const { start } = small[first];
    let { end } = small[first];
    let next = first + 1;
    while (next < small.length && small[next].start - end <= joinedGap && small[next].end - start <= maxJoined) {
      end = Math.max(end, small[next].end);
      next++;
    }
    const bytes = await source.slice(start, end, signal);
    for (const one of small.slice(first, next)) {
      one.node.content = { bytes: bytes.slice(one.start - start, one.end - start) };
    }
    first = next;
  }
}

/** All texts and lists of scalars below a table, each once. */
function dataNodesIn(root: TableNode): DataNode[] {
  const seen = new Set<FieldValue>();
  const found: DataNode[] = [];
  const waiting: FieldValue[] = [root];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (value instanceof Uint8Array || seen.has(value)) continue;
    seen.add(value);
    if (value.kind === 'data') found.push(value);
    else if (value.kind === 'tables') for (const item of value.items) waiting.push(item);
    else for (const field of value.fields.values()) waiting.push(field);
  }
  return found;
}
